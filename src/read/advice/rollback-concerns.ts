import { verificationOf } from '../../core/change/beside/verification.ts'
import { backItem } from '../../core/change/outside/observations.ts'
import { type Change, type Rollback, type RollingBack, runOf } from '../../core/change/state/change.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { viewVerification } from '../progress/verification-view.ts'
import { instant, maybe } from '../shown/instant.ts'
import { type Concern, WHOLE } from './concern.ts'
import { list } from './list.ts'

/** What a rollback meets on its way, and what it has left. */
export function rollbackConcerns(change: Change): readonly Concern[] {
  switch (change.status) {
    case 'rolling-back':
      return [
        ...notClosed(change),
        ...late(change),
        ...undoFailed(change),
        ...stepsFailed(change, change.back),
      ]
    case 'rolled-back':
    case 'failed':
      return [...stepsFailed(change, change.back), ...verification(change)]
    case 'preparing':
    case 'running':
    case 'paused':
      return considerations(change)
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'succeeded':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}

function notClosed({ back, runbook }: RollingBack): readonly Concern[] {
  if (back.traffic.traffic !== 'closing' || !back.traffic.warned) return []
  return [
    {
      concern: 'not-closed',
      sentence: `A proxy of ${list(runbook.targets)} has not acknowledged that it closed`,
      since: instant(back.traffic.since),
      remedy: 'See whether the proxy runs; it can be asked without the server',
      lines: runbook.targets.map((target) => `cutwater kill ${runbook.environment}/${target} --direct`),
      ...WHOLE,
    },
  ]
}

const PARTS = { close: 'close every target', undo: 'undo' } as const

function late({ back, runbook }: RollingBack): readonly Concern[] {
  const { closeMs, undoMs } = runbook.wayDown?.limits ?? {}
  return (back.late ?? []).map((part): Concern => {
    const limit = part === 'close' ? closeMs : undoMs
    return {
      concern: 'late',
      sentence: `The plan allows ${formatDuration(limit ?? 0)} to ${PARTS[part]}, and it took longer`,
      since: null,
      remedy: 'It goes on; nothing was stopped.',
      lines: [],
      ...WHOLE,
    }
  })
}

function undoFailed(change: RollingBack): readonly Concern[] {
  return Object.entries(change.back.undo).flatMap(([step, undo]): Concern[] =>
    undo.status === 'failed'
      ? [
          {
            concern: 'failed',
            sentence: `The undo of ${titleOf(step, change)} failed: ${undo.reason}`,
            detail: null,
            since: maybe(undo.at),
            remedy: 'See to it by hand; the rollback goes on.',
            lines: [],
            item: step,
            target: null,
          },
        ]
      : [],
  )
}

function stepsFailed(change: Change, { steps = {} }: Rollback): readonly Concern[] {
  return Object.entries(steps).flatMap(([id, step]): Concern[] =>
    step.status === 'failed'
      ? [
          {
            concern: 'failed',
            sentence: `A step of the rollback failed: ${backTitle(id, change)} (${step.reason})`,
            detail: null,
            since: maybe(step.at),
            remedy: 'See to it by hand; the rollback went on without it.',
            lines: [],
            item: backItem(id),
            target: null,
          },
        ]
      : [],
  )
}

function verification(change: Change): readonly Concern[] {
  const record = verificationOf(change)
  const view = viewVerification(change)
  if (record === null || view === null || record.status === 'watching' || record.status === 'passed')
    return []
  if (record.settled !== null) return []
  const sentence =
    record.status === 'failed'
      ? `Not well after the rollback: ${list(view.gates.map(({ target, seen }) => `${target} ${seen}`))}`
      : `Nobody knows whether all is well after the rollback: ${record.because ?? ''}`
  return [
    {
      concern: 'verification',
      sentence,
      detail: null,
      since: instant(record.at),
      remedy: 'Look at it, then say that you have seen to it',
      lines: [`cutwater settle ${change.id} verification --as done --because "..."`],
      item: 'verification',
      target: null,
    },
  ]
}

function considerations(change: Change): readonly Concern[] {
  const open = (runOf(change)?.considerations ?? []).filter(({ answer }) => answer === null)
  return open.map(
    ({ number, by, at, because }): Concern => ({
      concern: 'consideration',
      sentence: `Should it go back? ${by}: ${because}`,
      detail: null,
      since: instant(at),
      remedy: 'Roll back, or say why not',
      lines: [`cutwater abort ${change.id}`, `cutwater decline ${change.id} ${number} --because "..."`],
      item: considerationItem(number),
      target: null,
    }),
  )
}

/** What an offer to decline is about. */
export const considerationItem = (number: number): string => `consideration:${number}`

const titleOf = (step: string, { runbook }: Change): string =>
  runbook.steps.find(({ id }) => id === step)?.title ?? step

const backTitle = (id: string, { runbook }: Change): string =>
  runbook.wayDown?.steps.find((step) => step.id === id)?.title ?? id
