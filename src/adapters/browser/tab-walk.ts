import type { Page } from 'playwright-core'
import type { TabWalk } from '../../core/validation/kinds/page.ts'
import { brief } from '../../ports/printable.ts'
import { beginWalk, endWalk, nextStop, type Stop } from './walk-in-page.ts'

const STOPS_MOST = 300
const NAMED_MOST = 20

/**
 * Presses Tab until it comes round, and compares how each stop looks with and without the focus. What takes the focus
 * by Tab and is not come to is named as well.
 */
export async function tabWalk(page: Page): Promise<TabWalk> {
  await page.bringToFront()
  const walk = await page.evaluateHandle(beginWalk, STOPS_MOST)
  const reached = new Set<number>()
  const unseen = new Map<string, string>()
  let stops = 0
  let isOver = false
  // A frame has stops of its own, and the end is the window itself, perhaps more than once.
  for (let i = 0; i < STOPS_MOST * 2 && !isOver; i += 1) {
    await page.keyboard.press('Tab')
    const at: Stop = await walk.evaluate(nextStop)
    isOver = at.stop === 'over'
    if (at.stop !== 'new') continue
    stops += 1
    if (at.index !== null) reached.add(at.index)
    if (!at.isSeen) unseen.set(at.key, at.name)
  }
  const { names: expected, isCut } = await walk.evaluate(endWalk)
  await walk.dispose()
  const named = (names: readonly string[]) => names.slice(0, NAMED_MOST).map((name) => brief(name, 60))
  return {
    stops,
    unseen: named([...unseen.values()]),
    unreached: isCut || !isOver ? [] : named(expected.filter((_, index) => !reached.has(index))),
    isCut: isCut || !isOver,
  }
}
