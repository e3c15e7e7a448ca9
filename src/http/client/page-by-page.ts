type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null }
type Place = { readonly limit: string; readonly cursor?: string }

/** A list to its end, or until there are `most`: each page where the one before says that it goes on. */
export async function pageByPage<Item>(
  page: (place: Place) => Promise<Page<Item>>,
  { most = Number.POSITIVE_INFINITY, size = 200 } = {},
): Promise<readonly Item[]> {
  const found: Item[] = []
  for (let place: { cursor?: string } = {}; ; ) {
    const limit = String(Math.min(size, most - found.length))
    const { items, next } = await page({ ...place, limit })
    found.push(...items)
    if (next === null || found.length >= most) return found
    place = { cursor: next }
  }
}
