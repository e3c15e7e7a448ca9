/** One page of the source, and how its items become the registry's. */
export type SourcePage = {
  readonly results: readonly SourceItem[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}
type SourceItem = {
  readonly id: string
  readonly properties: {
    readonly Name: { readonly title: readonly RichText[] }
    readonly Role: { readonly rich_text: readonly RichText[] }
    readonly Status: { readonly status: { readonly name: string } }
  }
}
type RichText = { readonly plain_text: string }

export type Item = {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly status: string
}

/** Throws with the id of the first item that lacks something. */
export function itemsOf(page: SourcePage): Item[] {
  if (!Array.isArray(page.results)) throw new Error('reading the source: a page has no results')
  return page.results.map((item: SourceItem) => {
    try {
      const { Name, Role, Status } = item.properties
      return { id: item.id, name: plain(Name.title), role: plain(Role.rich_text), status: Status.status.name }
    } catch (error) {
      throw new Error(`reading the source: ${item.id} is incomplete`, { cause: error })
    }
  })
}

const plain = (texts: readonly RichText[]): string => texts.map((text) => text.plain_text).join('')
