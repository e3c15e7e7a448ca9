import type { ElementHandle, Page } from 'playwright-core'
import { ratiosIn, type TextSeen, withLetters, withoutLetters } from './contrast-in-page.ts'

/** More would take too long; they stay unknown. */
const MEASURED_MOST = 100
const ONE_WITHIN_MS = 2_000

type Text = { readonly place: string; readonly element: ElementHandle }

/**
 * The contrast of texts whose ground axe cannot know, such as over a gradient: they are photographed without their
 * letters, and their colours compared with the pixels. Ratios and sizes by WCAG 2.2, 1.4.3. `places` are CSS selectors.
 */
export async function contrastOf(
  page: Page,
  places: readonly string[],
): Promise<{ poor: readonly string[]; unknown: readonly string[] }> {
  const poor: string[] = []
  const unknown: string[] = [...places.slice(MEASURED_MOST)]
  let left: Text[] = []
  for (const place of places.slice(0, MEASURED_MOST)) {
    const element = await page.$(place).catch(() => null)
    if (element === null) unknown.push(place)
    else left.push({ place, element })
  }
  // All that stand in the window with the first of them, then all with the next.
  for (let [first] = left; first !== undefined; [first] = left) {
    const enough = await areEnough(page, first, left).catch(() => [])
    for (const [i, { place }] of left.entries()) {
      if (enough[i] === false) poor.push(place)
      if (place === first.place && (enough[i] ?? null) === null) unknown.push(place)
    }
    left = left.filter(({ place }, i) => (enough[i] ?? null) === null && place !== first?.place)
  }
  return { poor, unknown }
}

/** Null: it cannot be seen from there. */
async function areEnough(
  page: Page,
  first: Text,
  texts: readonly Text[],
): Promise<readonly (boolean | null)[]> {
  const elements = texts.map(({ element }) => element)
  await first.element.scrollIntoViewIfNeeded({ timeout: ONE_WITHIN_MS })
  try {
    const seen: readonly TextSeen[] = await page.evaluate(withoutLetters, elements)
    const png = (await page.screenshot({ timeout: ONE_WITHIN_MS })).toString('base64')
    const ratios = await page.evaluate(ratiosIn, { png, seen })
    return seen.map((text, i) => {
      const ratio = ratios[i] ?? null
      return text === null || ratio === null ? null : ratio >= (text.isLarge ? 3 : 4.5)
    })
  } finally {
    await page.evaluate(withLetters, elements)
  }
}
