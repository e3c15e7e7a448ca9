import type { ChangeView } from '../../read/change/change-view.ts'
import type { FollowUpView } from '../../read/follow-up/follow-up-view.ts'
import type { EntryView } from '../../read/journal/entry-view.ts'
import { drawConsiderations, drawValidations, drawVerification } from './beside.ts'
import { drawChecklist } from './checklist.ts'
import { drawAsked } from './checklists.ts'
import { drawConcerns, drawNext, drawWhy } from './concerns.ts'
import { drawFacts } from './facts.ts'
import { drawOwed } from './follow-ups.ts'
import type { Frame } from './frame.ts'
import { drawHeader } from './header.ts'
import { drawJournal } from './journal-lines.ts'
import { drawLevels, drawProbes } from './levels.ts'
import { drawPeople, drawPhases } from './phases.ts'
import { drawRevert } from './revert.ts'
import { drawBakeRules, drawGuards, drawRules } from './rules.ts'
import { drawBake, drawStages } from './stage-track.ts'
import { drawRollback, drawSteps } from './steps.ts'
import { drawTraffic } from './traffic-bar.ts'

const JOURNAL_LINES = 8
const NARROWEST = 60
const WIDEST = 110

export type Live = {
  readonly view: ChangeView
  readonly entries: readonly EntryView[]
  readonly trouble: string | null
}

/**
 * The live view, never taller than the terminal. What goes first when there is no room: old journal lines, the
 * checklist, steps, what to do about concerns; never the state, the traffic, the numbers and what happens next.
 */
export function drawLive({ view, entries, trouble }: Live, given: Frame, rows: number): string {
  const frame = framed(given)
  const over = view.endedAt !== null
  const rollouts = over ? [] : view.rollouts
  const parts: readonly Part[] = [
    { lines: drawHeader(view, frame), keep: 9 },
    { lines: drawWhy(view, frame), keep: 9 },
    { lines: spaced(drawRevert(view, frame)), keep: 4 },
    { lines: trouble === null ? [] : ['', ` ${frame.paint.yellow(trouble)}`], keep: 8 },
    { lines: spaced(drawConcerns(view, frame)), keep: 5 },
    { lines: over ? [] : spaced(drawPhases(view, frame, false)), keep: 6 },
    {
      lines: spaced([...drawSteps(view, frame), ...drawRollback(view, frame)]),
      keep: view.rollback === null ? 3 : 6,
    },
    { lines: drawVerification(view, frame), keep: 8 },
    { lines: spaced(drawConsiderations(view, frame)), keep: 4 },
    { lines: spaced(drawValidations(view, frame)), keep: 3 },
    { lines: over ? [] : spaced(drawAsked(view, frame, false)), keep: 6 },
    ...rollouts.flatMap((one): Part[] => [
      { lines: spaced([...drawStages(one, frame), ...drawTraffic(one, view.version, frame)]), keep: 9 },
      { lines: drawRules(one, frame), keep: 7 },
    ]),
    ...(over ? [] : view.bakes).flatMap((one): Part[] => [
      { lines: spaced(drawBake(one, frame)), keep: 9 },
      { lines: one.phase === 'baking' ? drawBakeRules(one, frame) : [], keep: 7 },
    ]),
    { lines: over ? [] : drawGuards(view, frame), keep: 7 },
    { lines: over ? [] : drawLevels(view, frame), keep: 3 },
    { lines: over ? [] : drawProbes(view, frame), keep: 7 },
    { lines: isWaiting(view) ? spaced(drawNext(view, frame)) : [], keep: 9 },
    { lines: spaced(drawChecklist(view, frame, over)), keep: over ? 4 : 2 },
  ]
  // Where there is some room, the latest news have theirs.
  const reserved = rows >= 20 ? Math.min(entries.length, 3) + 1 : 0
  const fitting = fitted(parts, rows - 1 - reserved)
  const room = Math.max(0, Math.min(JOURNAL_LINES, rows - 2 - fitting.length))
  const journal = room === 0 ? [] : spaced(drawJournal(entries.slice(-room), frame))
  return [...fitting, ...journal].map((line) => line.trimEnd()).join('\n')
}

/** `keep`: the lower, the earlier it gives way. */
type Part = { readonly lines: readonly string[]; readonly keep: number }

function fitted(parts: readonly Part[], rows: number): readonly string[] {
  const height = parts.reduce((sum, { lines }) => sum + lines.length, 0)
  const least = Math.min(...parts.filter(({ lines }) => lines.length > 0).map(({ keep }) => keep))
  if (height > rows && least < 9)
    return fitted(
      parts.filter(({ keep }) => keep > least),
      rows,
    )
  return parts.flatMap(({ lines }) => lines).slice(0, Math.max(1, rows))
}

const spaced = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])

/** All there is to know, once: for `show`, and for the end of a change that was followed. */
export function drawWhole(
  view: ChangeView,
  entries: readonly EntryView[],
  given: Frame,
  tasks: readonly FollowUpView[] = [],
): string {
  const frame = framed(given)
  const rollouts = view.startedAt === null ? [] : view.rollouts
  return [
    ...drawHeader(view, frame),
    ...drawWhy(view, frame),
    ...spaced(drawRevert(view, frame)),
    ...spaced(drawFacts(view, frame)),
    ...spaced(drawConcerns(view, frame)),
    ...spaced(drawPhases(view, frame, true)),
    ...spaced(drawPeople(view, frame)),
    ...spaced([...drawSteps(view, frame), ...drawRollback(view, frame)]),
    ...drawVerification(view, frame),
    ...spaced(drawConsiderations(view, frame)),
    ...spaced(drawValidations(view, frame)),
    ...rollouts.flatMap((one) =>
      spaced([...drawStages(one, frame), ...drawTraffic(one, view.version, frame), ...drawRules(one, frame)]),
    ),
    ...spaced(drawAsked(view, frame, true)),
    ...(view.startedAt === null ? [] : view.bakes)
      .filter(({ phase }) => phase !== 'to-come')
      .flatMap((one) => spaced([...drawBake(one, frame), ...drawBakeRules(one, frame)])),
    ...(view.startedAt === null ? [] : spaced(drawGuards(view, frame))),
    ...(view.startedAt === null ? [] : spaced(drawLevels(view, frame))),
    ...spaced(drawProbes(view, frame)),
    ...(isWaiting(view) ? spaced(drawNext(view, frame)) : []),
    ...spaced(drawChecklist(view, frame, true)),
    ...spaced(drawOwed(view, tasks, frame)),
    ...spaced(drawJournal(entries, frame)),
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Something is still to come of it. */
const isWaiting = ({ endedAt, verification }: ChangeView): boolean =>
  endedAt === null || verification?.status === 'watching'

function framed(frame: Frame): Frame {
  return { ...frame, columns: Math.max(NARROWEST, Math.min(WIDEST, frame.columns)) }
}
