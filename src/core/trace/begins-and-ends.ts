import type { ChangeEvent } from '../change/events/event.ts'
import { wordsOf } from '../change/state/cause-words.ts'
import { percent } from '../traffic/percent.ts'
import type { Attributes } from './span.ts'

export const CHANGE = 'change'
export const ROLLBACK = 'rollback'
export const VERIFICATION = 'verification'
export const CLOSING = 'close'

/** What a span is of: one of each is open at a time. */
export const spanOf = {
  phase: (phase: string): string => `phase ${phase}`,
  step: (step: string): string => `step ${step}`,
  attempt: (step: string): string => `try ${step}`,
  stage: (step: string): string => `stage ${step}`,
  undo: (step: string): string => `undo ${step}`,
  back: (step: string): string => `back ${step}`,
}

export type Begin = {
  readonly of: string
  /** What it is part of, if that is open; else of the change. */
  readonly within: string | null
  readonly name: string
  readonly attributes?: Attributes
}

const CLOSES: Begin = { of: CLOSING, within: ROLLBACK, name: 'close traffic' }

export const WORDS_MAX = 500
const short = (words: string): string => words.slice(0, WORDS_MAX)

/** The spans that begin with an event, the outer before the inner; one that is open already goes on. */
export function begins(event: ChangeEvent): readonly Begin[] {
  switch (event.type) {
    case 'drafted':
      return [{ of: CHANGE, within: null, name: 'change' }]
    case 'phase-started':
      return [{ of: spanOf.phase(event.phase), within: CHANGE, name: `phase ${event.phase}` }]
    case 'step-started':
    case 'mode-switching':
    case 'decision-asked': {
      const { step, attempt } = event
      const of = spanOf.attempt(step)
      return [...stepBegins(event), { of, within: spanOf.step(step), name: `attempt ${attempt} of ${step}` }]
    }
    case 'bake-started':
    case 'capture-started':
      return stepBegins(event)
    case 'checklist-opened':
      return event.stage === undefined ? stepBegins(event) : []
    case 'stage-entered': {
      const { step, stage, weight, targets } = event
      const attributes = {
        'cutwater.stage': stage + 1,
        'cutwater.weight': weight / 10_000,
        'cutwater.targets': targets.join(' '),
      }
      const name = `${step} at ${percent(weight)}`
      return [...stepBegins(event), { of: spanOf.stage(step), within: spanOf.step(step), name, attributes }]
    }
    case 'rollback-started': {
      const attributes = { 'cutwater.cause': short(wordsOf(event.cause)) }
      const rollback = { of: ROLLBACK, within: CHANGE, name: 'rollback', attributes }
      // A gradual one goes down in steps first.
      return event.gradual ? [rollback] : [rollback, CLOSES]
    }
    case 'traffic-closing':
    case 'traffic-closed':
      return [CLOSES]
    case 'undo-started':
      return [{ of: spanOf.undo(event.step), within: ROLLBACK, name: `undo ${event.step}` }]
    case 'back-step-started':
      return [{ of: spanOf.back(event.step), within: ROLLBACK, name: `rollback step ${event.step}` }]
    case 'verification-started':
      return [{ of: VERIFICATION, within: CHANGE, name: 'verification' }]
    default:
      return []
  }
}

function stepBegins({ step }: { readonly step: string }): readonly Begin[] {
  return [
    { of: spanOf.step(step), within: CHANGE, name: `step ${step}`, attributes: { 'cutwater.step': step } },
  ]
}

/** `of` everything: what is open, but for a verification, which is a record beside a change that has ended. */
export type End = { readonly of: string | 'everything' | 'the run'; readonly failed: string | null }

/** The spans that end with an event, the inner before the outer; `words` are its sentence. */
export function ends(event: ChangeEvent, words: string): readonly End[] {
  switch (event.type) {
    case 'phase-ended':
      return [{ of: spanOf.phase(event.phase), failed: null }]
    case 'step-done':
      return stepEnds(event, null)
    case 'step-failed':
      return event.retryAt === null
        ? stepEnds(event, short(event.reason))
        : [{ of: spanOf.attempt(event.step), failed: short(event.reason) }]
    case 'step-stopped':
      return stepEnds(event, 'stopped')
    case 'doubt-settled':
      return event.as === 'repeat' ? [{ of: spanOf.attempt(event.step), failed: short(event.because) }] : []
    case 'stage-passed':
      return [{ of: spanOf.stage(event.step), failed: null }]
    case 'rollback-started':
      // What was under way is taken back from here on.
      return [{ of: 'the run', failed: short(wordsOf(event.cause)) }]
    case 'traffic-closed':
      return [{ of: CLOSING, failed: null }]
    case 'undo-done':
      return [{ of: spanOf.undo(event.step), failed: null }]
    case 'undo-failed':
      return event.final ? [{ of: spanOf.undo(event.step), failed: short(event.reason) }] : []
    case 'undo-skipped':
      return [{ of: spanOf.undo(event.step), failed: event.harmless ? null : short(event.because) }]
    case 'back-step-done':
      return [{ of: spanOf.back(event.step), failed: null }]
    case 'back-step-failed':
      return event.final ? [{ of: spanOf.back(event.step), failed: short(event.reason) }] : []
    case 'back-step-skipped':
      return [{ of: spanOf.back(event.step), failed: short(event.because) }]
    case 'verification-passed':
    case 'verification-settled':
      return [{ of: VERIFICATION, failed: null }]
    case 'verification-failed':
    case 'verification-inconclusive':
      return [{ of: VERIFICATION, failed: words }]
    case 'succeeded':
      return [{ of: 'everything', failed: null }]
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return [{ of: 'everything', failed: words }]
    default:
      return []
  }
}

const stepEnds = ({ step }: { readonly step: string }, failed: string | null): readonly End[] =>
  [spanOf.attempt(step), spanOf.stage(step), spanOf.step(step)].map((of) => ({ of, failed }))
