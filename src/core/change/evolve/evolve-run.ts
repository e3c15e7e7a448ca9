import { nameOf } from '../../access/actor.ts'
import type { Runbook, StepId } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { KeptBy } from '../events/event.ts'
import { silenceKey } from '../rollout/silence.ts'
import type { PhaseProgress, Run, StepProgress } from '../state/change.ts'
import type { Consideration } from '../state/consideration.ts'
import { acceptanceAgain, evolveAcceptance } from './evolve-acceptance.ts'
import { bakeAnew, evolveBake, openBake, pauseBake, resumeBake } from './evolve-bake.ts'
import { openGuards } from './evolve-guards.ts'
import { evolveModes } from './evolve-modes.ts'
import { askAgain } from './evolve-people.ts'
import { evolveProbes } from './evolve-probes.ts'
import {
  evolveRollout,
  openAdoption,
  openRollout,
  pauseRollout,
  resumeRollout,
  watchAgain,
} from './evolve-rollout.ts'
import { evolveWeightFlag } from './evolve-weight-flag.ts'
import { withFound } from './with-found.ts'

export function freshRun(runbook: Runbook, at: Instant, endsAt: Instant | null): Run {
  const guards = openGuards(runbook)
  return {
    ...(guards === null ? {} : { guards }),
    startedAt: at,
    endsAt,
    overrunAt: null,
    windowClosedAt: null,
    steps: Object.fromEntries(runbook.steps.map((step) => [step.id, { status: 'waiting' }])),
    accept: Object.fromEntries(runbook.accept.map((item) => [item.id, { status: 'waiting', tried: 0 }])),
    begun: [],
    announced: [],
    ...(runbook.phases === undefined
      ? {}
      : { phases: Object.fromEntries(runbook.phases.map(({ id }) => [id, { phase: 'waiting' as const }])) }),
  }
}

/** What an event means for the run's own books. */
export function evolveRun(run: Run, event: KeptBy<'run'>): Run {
  const { at } = event
  switch (event.type) {
    case 'window-extended':
      return { ...run, endsAt: event.endsAt, overrunAt: null }
    case 'window-overrun':
      return { ...run, overrunAt: at }
    case 'window-closed':
      return { ...run, windowClosedAt: at }
    case 'flags-staged':
      return withStep(run, event.step, { status: 'staged', since: at })
    case 'step-started':
      return begin(
        withStep(run, event.step, { status: 'running', attempt: event.attempt, since: at }),
        event.step,
      )
    case 'step-starting': {
      const { attempt, outputs, evidence } = event
      return withStep(run, event.step, { status: 'starting', attempt, since: at, outputs, evidence })
    }
    case 'step-done': {
      const kept = keptOf(run.steps[event.step])
      return withStep(run, event.step, { status: 'done', at, outputs: event.outputs, ...kept })
    }
    case 'step-failed': {
      const { attempt, reason, retryAt, goOn } = event
      return withStep(
        run,
        event.step,
        retryAt === null
          ? { status: 'failed', at, attempt, reason, goOn, ...decisionsOf(run.steps[event.step]) }
          : { status: 'retrying', attempt, retryAt, reason },
      )
    }
    case 'step-stopped':
      return withStep(run, event.step, { status: 'stopped', at })
    case 'step-unknown': {
      const { attempt, reason } = event
      return withStep(run, event.step, {
        status: event.ask === 'check' ? 'checking' : 'in-doubt',
        attempt,
        reason,
        since: at,
      })
    }
    case 'doubt-settled':
      return withStep(run, event.step, settled(run.steps[event.step], event.as, event.because, at))
    case 'stage-entered':
      return begin(
        withStep(run, event.step, {
          status: 'rolling',
          rollout: openRollout(run.steps[event.step], event.stage, at),
        }),
        event.step,
      )
    case 'adopting': {
      const bakes = mapSteps(run, (step) => bakeAnew(step, event))
      const next = withStep({ ...run, steps: bakes }, event.step, openAdoption(run.steps[event.step], event))
      return begin(next, event.step)
    }
    case 'capture-started':
      return withStep(run, event.step, { status: 'capturing', since: at })
    case 'baseline-captured':
      return { ...run, baseline: withFound(run.baseline ?? {}, event.found) }
    case 'recent-measured': {
      const { since = {}, found = {} } = run.recent ?? {}
      return { ...run, recent: { since, found: withFound(found, event.found) } }
    }
    case 'level-changed': {
      const { level, target, now: names } = event
      return { ...run, levels: { ...run.levels, [silenceKey(level.id, target)]: { names, since: at } } }
    }
    case 'probing-started':
    case 'probes-changed':
    case 'probes-silent':
    case 'probes-heard':
      return evolveProbes(run, event)
    case 'bake-started':
      return withStep(run, event.step, openBake(event))
    case 'bake-reported':
    case 'bake-prolonged':
    case 'bake-passed':
      return withStep(run, event.step, evolveBake(run.steps[event.step], event))
    case 'mode-switching': {
      const { attempt } = event
      const ordered = {
        status: 'switching',
        attempt,
        since: at,
        warned: false,
        acknowledgedAt: null,
      } as const
      return evolveModes(begin(withStep(run, event.step, ordered), event.step), event)
    }
    case 'mode-acknowledged':
    case 'mode-unacknowledged':
    case 'mode-left':
    case 'mode-put-back':
      return evolveModes(run, event)
    case 'weight-flag-moved':
    case 'weight-flag-set':
    case 'weight-flag-failed':
      return evolveWeightFlag(run, event)
    case 'consideration-raised': {
      const { number, because } = event
      const raised = { number, by: nameOf(event.by), at, because, answer: null }
      return { ...run, considerations: [...(run.considerations ?? []), raised] }
    }
    case 'consideration-declined': {
      const { number, because } = event
      const answer = { as: 'declined', by: nameOf(event.by), at, because } as const
      return answerConsiderations(run, answer, (one) => one.number === number)
    }
    // What follows from them is an event of its own.
    case 'gate-failed':
    case 'adopted':
      return run
    case 'phase-started':
      return withPhase(run, event.phase, { phase: 'running', since: at, late: null })
    case 'phase-late':
      return withPhase(run, event.phase, { phase: 'running', since: event.since, late: event.late })
    case 'phase-ended': {
      const before = run.phases?.[event.phase]
      const since = before?.phase === 'running' ? before.since : at
      return withPhase(run, event.phase, { phase: 'ended', since, at })
    }
    case 'acceptance-started':
    case 'acceptance-passed':
    case 'acceptance-failed':
    case 'acceptance-left-to-person':
      return evolveAcceptance(run, event)
  }
}

/** Only those that wait for an answer get one. */
export function answerConsiderations(
  run: Run,
  answer: NonNullable<Consideration['answer']>,
  which: (one: Consideration) => boolean = () => true,
): Run {
  if (run.considerations === undefined) return run
  const considerations = run.considerations.map((one) =>
    one.answer === null && which(one) ? { ...one, answer } : one,
  )
  return { ...run, considerations }
}

export function evolveRolloutOf(run: Run, event: KeptBy<'rollout'>): Run {
  // Of a guard of the plan.
  if (event.step === undefined) return run
  return withStep(run, event.step, evolveRollout(run.steps[event.step], event))
}

export function pauseRun(run: Run, at: Instant): Run {
  return {
    ...run,
    steps: mapSteps(run, (step) => {
      if (step.status === 'baking') return pauseBake(step, at)
      return step.status === 'rolling' ? { status: 'rolling', rollout: pauseRollout(step.rollout, at) } : step
    }),
  }
}

/** Going down step by step, guards go on watching; what has made one trip before does not count again. */
export function watchOn(run: Run, at: Instant): Run {
  return {
    ...run,
    steps: mapSteps(run, (step) =>
      step.status === 'rolling' ? { status: 'rolling', rollout: watchAgain(step.rollout, at) } : step,
    ),
  }
}

export function resumeRun(run: Run, at: Instant): Run {
  return {
    ...run,
    steps: mapSteps(run, (step) => again(step, at)),
    accept: acceptanceAgain(run.accept),
  }
}

type Done = Extract<StepProgress, { status: 'done' }>

/** What of a step's progress stays to be read once it is done. */
function keptOf(before: StepProgress | undefined): Omit<Done, 'status' | 'at' | 'outputs'> {
  if (before?.status === 'rolling') return { rollout: before.rollout }
  if (before?.status === 'done' && before.bake !== undefined) {
    const { bake, items } = before
    return { bake, ...(items === undefined ? {} : { items }) }
  }
  if (before?.status === 'adopting') return { adoption: { at: before.since, was: before.was } }
  return before?.status === 'ticking' ? { items: before.items } : decisionsOf(before)
}

function decisionsOf(before: StepProgress | undefined) {
  return before?.status === 'deciding' ? { decisions: before.decisions } : {}
}

/** A resume tries again what had failed and stood in the way. */
function again(step: StepProgress, at: Instant): StepProgress {
  if (step.status === 'rolling') return { status: 'rolling', rollout: resumeRollout(step.rollout, at) }
  if (step.status === 'baking') return resumeBake(step, at)
  // What a capture waited for in vain is looked for anew.
  if (step.status === 'capturing') return { ...step, since: at }
  if (step.status === 'ticking') return { ...step, items: askAgain(step.items, at) }
  return step.status === 'failed' && !step.goOn
    ? { status: 'retrying', attempt: step.attempt, retryAt: at, reason: step.reason }
    : step
}

function settled(
  step: StepProgress | undefined,
  as: 'done' | 'failed' | 'repeat',
  because: string,
  at: Instant,
): StepProgress {
  const attempt = step !== undefined && 'attempt' in step ? step.attempt : 1
  switch (as) {
    case 'done':
      return { status: 'done', at, outputs: {} }
    case 'failed':
      return { status: 'failed', at, attempt, reason: because, goOn: false }
    case 'repeat':
      return { status: 'retrying', attempt, retryAt: at, reason: because }
  }
}

function begin(run: Run, step: StepId): Run {
  return run.begun.includes(step) ? run : { ...run, begun: [...run.begun, step] }
}

function withStep(run: Run, id: StepId, step: StepProgress): Run {
  return { ...run, steps: { ...run.steps, [id]: step } }
}

function withPhase(run: Run, id: string, phase: PhaseProgress): Run {
  return { ...run, phases: { ...run.phases, [id]: phase } }
}

function mapSteps(run: Run, change: (step: StepProgress) => StepProgress): Run['steps'] {
  return Object.fromEntries(Object.entries(run.steps).map(([id, step]) => [id, change(step)]))
}
