import type { Judged } from '../../judge/verdict.ts'
import { countingRule } from '../../runbook/drill.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { Slot } from '../../traffic/desired.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import type { DrillCount } from '../state/beside.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { Change, Failed, RolledBack } from '../state/change.ts'
import { inWords, sumOf } from '../state/drill-count.ts'
import { drilledTargets, drillStep, isCounting, SLOTS } from './drill-watches.ts'

/** A source that has not said by then what happened up to the end of the rollback says it to nobody. */
export const COUNT_WITHIN_MS: Millis = 2 * 60_000

/** What a drill that has gone back came to, once its requests are counted. Nothing waits for it. */
export function concludeDrill(
  change: RolledBack | Failed,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  if (change.runbook.drill === undefined || change.beside?.drill !== undefined) return []
  if (change.back.cause.cause !== 'drill')
    return [ended([`it went back before its drill began: ${wordsOf(change.back.cause)}`], [])]
  const counted = countedOf(change, seen)
  if (counted.missing.length > 0 && now < change.endedAt + COUNT_WITHIN_MS) return []
  const faults = [
    ...leftBehind(change),
    ...tooSlow(change),
    ...counted.missing.map((target) => `nobody could count the requests of ${target}`),
    ...faultsIn(
      counted.all,
      drilledTargets(change.runbook).filter((target) => !counted.missing.includes(target)),
    ),
  ]
  return [ended(faults, counted.all)]
}

/** When it is concluded although nothing is heard; null of all that has nothing to conclude. */
export const drillDue = (change: Change): Instant | null =>
  isCounting(change) && 'endedAt' in change ? change.endedAt + COUNT_WITHIN_MS : null

const ended = (because: readonly string[], counted: readonly DrillCount[]): EventBody => ({
  type: 'drill-ended',
  proven: because.length === 0,
  because,
  counted,
})

type Counted = { readonly all: readonly DrillCount[]; readonly missing: readonly string[] }

/**
 * Stable is there all the time, so what is known of it says how far the counting is; of a canary that is closed nothing
 * more is measured. Both are read at once.
 */
function countedOf({ runbook, back, endedAt }: RolledBack | Failed, { judged }: Observations): Counted {
  const all: DrillCount[] = []
  const missing: string[] = []
  const from = back.cause.cause === 'drill' ? back.cause.from : endedAt
  const rule = countingRule(runbook.drill?.requests ?? '').id
  for (const target of drilledTargets(runbook)) {
    const word = (slot: Slot) =>
      judged.find(
        (one) =>
          one.step === drillStep(slot) && one.rule === rule && one.target === target && one.from === from,
      )
    const stable = word('stable')
    if (stable === undefined || stable.watermark < endedAt) missing.push(target)
    all.push(...SLOTS.flatMap((slot) => countIn(target, slot, word(slot))))
  }
  return { all, missing }
}

function countIn(target: string, slot: Slot, word: Judged | undefined): readonly DrillCount[] {
  if (word === undefined) return []
  const { samples: requests, value } = word.evidence
  const failed = value === null ? 0 : Math.max(0, Math.round(requests - value * requests))
  // A share that rounds to nothing is still somebody who was not answered.
  return [{ target, slot, requests, failed: value !== null && value < 1 ? Math.max(1, failed) : failed }]
}

function faultsIn(counted: readonly DrillCount[], targets: readonly string[]): readonly string[] {
  const silent = targets.filter(
    (target) => sumOf(counted.filter((one) => one.target === target && one.slot === 'canary')).requests === 0,
  )
  const failing = counted.filter(({ failed }) => failed > 0)
  return [
    ...silent.map(
      (target) => `no request came to the canary of ${target}: without traffic nothing is proven`,
    ),
    ...failing.map(
      ({ target, slot, requests, failed }) =>
        `${failed.toLocaleString('en-US')} of ${inWords(requests)} to ${slot} of ${target} failed`,
    ),
  ]
}

function leftBehind({ back, runbook, ...change }: RolledBack | Failed): readonly string[] {
  const titleOf = (id: string) => runbook.steps.find((step) => step.id === id)?.title ?? id
  const notUndone = 'notUndone' in change ? change.notUndone : []
  const notDone = (runbook.wayDown?.steps ?? []).filter(({ id }) => {
    const progress = back.steps?.[id]
    return progress !== undefined && progress.status !== 'done'
  })
  return [
    ...notUndone.map((id) => `"${titleOf(id)}" was not undone${whyOf(back.undo[id])}`),
    ...notDone.map(({ id, title }) => `the rollback step "${title}" was not done${whyOf(back.steps?.[id])}`),
  ]
}

function whyOf(progress: object | undefined): string {
  if (progress === undefined) return ''
  if ('reason' in progress) return `: ${progress.reason}`
  return 'because' in progress ? `: ${progress.because}` : ''
}

/** What the plan allows for closing and for undoing; each step has a time limit of its own, which ends it. */
function tooSlow({ back, runbook }: RolledBack | Failed): readonly string[] {
  const { closeMs, undoMs } = runbook.wayDown?.limits ?? {}
  if (back.traffic.traffic !== 'closed') return []
  const closedAt = back.traffic.at
  const ends = Object.values(back.undo).map((undo) => ('at' in undo ? undo.at : closedAt))
  return [
    ...over('closing every target', closedAt - back.startedAt, closeMs),
    ...over('undoing what was done', Math.max(closedAt, ...ends) - closedAt, undoMs),
  ]
}

const over = (what: string, took: Millis, limit: Millis | undefined): readonly string[] =>
  limit === undefined || took <= limit
    ? []
    : [`${what} took ${formatDuration(took)}, longer than its ${formatDuration(limit)}`]
