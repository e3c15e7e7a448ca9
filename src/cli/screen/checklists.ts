import type { ChangeView } from '../../read/change/change-view.ts'
import type { ChecklistView, ItemView } from '../../read/people/checklists-view.ts'
import type { DecisionView } from '../../read/people/decisions-view.ts'
import { DECISIONS, ITEMS } from '../../read/words/marks.ts'
import { decisionWords, itemWords } from '../../read/words/people.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { clip, plain } from './text.ts'

/** In the box of a list to tick off. */
const TICKS = { ...GLYPHS, open: ' ', going: '…', done: '✓' }
const MOST_ITEMS = 12

/** Checklists that decide whether the change goes on, with `whole` those that are over as well; and decisions. */
export function drawAsked(view: ChangeView, frame: Frame, whole: boolean): readonly string[] {
  const lists = view.checklists.filter(({ state }) => state === 'open' || (whole && state === 'done'))
  const decisions = view.decisions.filter(
    ({ state }) => state === 'open' || (whole && state !== 'to-come' && state !== 'left'),
  )
  return [
    ...lists.flatMap((list) => headed(frame.paint, 'Check', drawList(list, frame, whole))),
    ...headed(
      frame.paint,
      'Decide',
      decisions.map((one) => drawDecision(one, frame)),
    ),
  ]
}

/** What is open comes first where not all of it is shown. */
function drawList({ title, passed, items }: ChecklistView, frame: Frame, whole: boolean): readonly string[] {
  const { paint, columns } = frame
  const open = items.filter(({ status }) => status !== 'passed')
  const shown = whole ? items : open.slice(0, MOST_ITEMS)
  const rest = whole ? 0 : open.length - shown.length
  return [
    `${paint.bold(clip(plain(title), columns - 30))} ${paint.dim(`${passed} of ${items.length} passed`)}`,
    ...shown.map((item) => drawItem(item, frame)),
    ...(rest > 0 ? [paint.dim(`and ${rest} more`)] : []),
  ]
}

function drawItem(item: ItemView, { paint, columns }: Frame): string {
  const { sign, tone } = ITEMS[item.status]
  const words = itemWords(item)
  const title = plain(item.title)
  const room = columns - 15
  const more =
    words === null ? '' : ` ${paint.dim(clip(plain(words), Math.max(10, room - title.length - 1)))}`
  return `${toned(paint, tone, `[${TICKS[sign]}]`)} ${clip(title, room)}${more}`
}

function drawDecision(decision: DecisionView, { paint, columns }: Frame): string {
  const { sign, tone } = DECISIONS[decision.state]
  const words = decisionWords(decision)
  return `${toned(paint, tone, GLYPHS[sign])} ${clip(plain(`${decision.title}: ${words}`), columns - 14)}`
}
