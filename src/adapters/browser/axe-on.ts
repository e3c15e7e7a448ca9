import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { AxeFinding, PageLook } from '../../core/validation/kinds/page.ts'
import { brief } from '../../ports/printable.ts'
import { contrastOf } from './contrast.ts'

const PLACES_KEPT = 5

type Node = { readonly target: readonly unknown[] }
type Result = { readonly id: string; readonly nodes: readonly Node[] }
type Ran = { readonly violations: readonly Result[]; readonly incomplete: readonly Result[] }

/** What axe finds on the page as it is, and what it leaves to a person. */
export async function axeOn(page: Page, without: readonly string[]): Promise<NonNullable<PageLook['axe']>> {
  // Evaluated by the debugger, so the page's own policy does not stand in its way.
  await page.evaluate(await source())
  const { violations, incomplete } = await page.evaluate(async (without): Promise<Ran> => {
    const { axe, document } = globalThis as unknown as {
      axe: { run(what: unknown, how: object): Promise<Ran> }
      document: unknown
    }
    const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]))
    const { violations, incomplete } = await axe.run(document, {
      resultTypes: ['violations', 'incomplete'],
      rules,
    })
    const short = (found: readonly Result[]) =>
      found.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) }))
    return { violations: short(violations), incomplete: short(incomplete) }
  }, without)
  const found = violations.map((one) => findingOf(one.id, one.nodes.map(placeOf)))
  const undecided: AxeFinding[] = []
  for (const { id, nodes } of incomplete) {
    const places = nodes.map(placeOf)
    // Over a picture or a gradient axe does not know the ground; its pixels do.
    const { poor, unknown } = id === CONTRAST ? await contrastOf(page, places) : { poor: [], unknown: places }
    if (poor.length > 0) found.push(findingOf(id, poor))
    if (unknown.length > 0) undecided.push(findingOf(id, unknown))
  }
  return { found, undecided }
}

const CONTRAST = 'color-contrast'

const findingOf = (rule: string, places: readonly string[]): AxeFinding => ({
  rule,
  places: places.slice(0, PLACES_KEPT).map((place) => brief(place, 80)),
  count: places.length,
})

/** Within frames and shadow trees a selector for each. */
const placeOf = ({ target }: Node): string => target.flat().join(' ')

let kept: Promise<string> | null = null
function source(): Promise<string> {
  kept ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8').catch(
    (error: unknown) => {
      kept = null
      throw error
    },
  )
  return kept
}
