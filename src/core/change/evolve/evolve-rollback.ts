import type { Runbook, StepId } from '../../runbook/runbook.ts'
import type { ChangeEvent, KeptBy } from '../events/event.ts'
import { lowerWeight } from '../rollback/descent.ts'
import type { BackStepProgress, Rollback, Run, UndoProgress } from '../state/change.ts'

type Started = Extract<ChangeEvent, { type: 'rollback-started' }>
type Undoing = Extract<ChangeEvent, { type: 'preparation-undoing' }>

export function openRollback(run: Run, runbook: Runbook, event: Started): Rollback {
  const to = event.gradual ? lowerWeight(run, runbook, null) : null
  return {
    cause: event.cause,
    by: event.by,
    startedAt: event.at,
    latch: event.latch,
    traffic:
      to === null
        ? { traffic: 'closing', since: event.at, warned: false }
        : { traffic: 'descending', to, since: event.at },
    undo: Object.fromEntries(event.undo.map((step) => [step, { status: 'waiting' }])),
    ...(runbook.wayDown === undefined
      ? {}
      : { steps: Object.fromEntries(runbook.wayDown.steps.map(({ id }) => [id, { status: 'waiting' }])) }),
  }
}

/** Before T there is no traffic to close. */
export function undoPreparation({ at, by, cause, undo, ends }: Undoing): Rollback {
  return {
    cause,
    by,
    startedAt: at,
    latch: false,
    traffic: { traffic: 'untouched', ends },
    undo: Object.fromEntries(undo.map((step) => [step, { status: 'waiting' }])),
  }
}

export function evolveRollback(back: Rollback, event: KeptBy<'rollback'>): Rollback {
  const { at } = event
  switch (event.type) {
    case 'rollback-hastened':
      return { ...back, latch: event.latch, traffic: { traffic: 'closing', since: at, warned: false } }
    case 'descended':
      return { ...back, traffic: { traffic: 'descending', to: event.weight, since: at } }
    case 'traffic-closing':
      return { ...back, latch: event.latch, traffic: { traffic: 'closing', since: at, warned: false } }
    case 'close-unacknowledged':
      return back.traffic.traffic === 'closing'
        ? { ...back, traffic: { ...back.traffic, warned: true } }
        : back
    case 'traffic-closed':
      return { ...back, traffic: { traffic: 'closed', at } }
    case 'mode-undoing':
      return withUndo(back, event.step, { status: 'running', attempt: 1, since: at })
    case 'mode-undo-unacknowledged': {
      const undo = back.undo[event.step]
      return undo?.status === 'running' ? withUndo(back, event.step, { ...undo, warned: true }) : back
    }
    case 'undo-started':
      return withUndo(back, event.step, { status: 'running', attempt: event.attempt, since: at })
    case 'undo-done':
      return withUndo(back, event.step, { status: 'done', at })
    case 'undo-failed':
      return withUndo(
        back,
        event.step,
        event.final
          ? { status: 'failed', at, reason: event.reason }
          : { status: 'retrying', attempt: event.attempt },
      )
    case 'undo-skipped':
      return withUndo(back, event.step, {
        status: 'skipped',
        because: event.because,
        harmless: event.harmless,
      })
    case 'back-step-started':
      return withStep(back, event.step, { status: 'running', attempt: event.attempt, since: at })
    case 'back-step-done':
      return withStep(back, event.step, { status: 'done', at, evidence: event.evidence })
    case 'back-step-failed':
      return withStep(
        back,
        event.step,
        event.final
          ? { status: 'failed', at, reason: event.reason }
          : { status: 'retrying', attempt: event.attempt, retryAt: event.retryAt ?? at },
      )
    case 'back-step-skipped':
      return withStep(back, event.step, { status: 'skipped', because: event.because })
    case 'rollback-late':
      return { ...back, late: [...(back.late ?? []), event.part] }
  }
}

function withStep(back: Rollback, id: string, step: BackStepProgress): Rollback {
  return { ...back, steps: { ...back.steps, [id]: step } }
}

function withUndo(back: Rollback, step: StepId, undo: UndoProgress): Rollback {
  return { ...back, undo: { ...back.undo, [step]: undo } }
}
