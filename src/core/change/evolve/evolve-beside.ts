import { nameOf } from '../../access/actor.ts'
import type { KeptBy } from '../events/event.ts'
import type { Beside, Verification } from '../state/beside.ts'
import type { GateEvidence } from '../state/change.ts'

/** What an event means for the records beside a change that has ended. */
export function evolveBeside(beside: Beside, event: KeptBy<'beside'>): Beside {
  if (event.type !== 'drill-ended')
    return { ...beside, verification: evolveVerification(beside.verification, event) }
  const { at, proven, because, counted } = event
  return { ...beside, drill: { at, proven, because, counted } }
}

type OfVerification = Exclude<KeptBy<'beside'>, { readonly type: 'drill-ended' }>

function evolveVerification(before: Verification | undefined, event: OfVerification): Verification {
  const { at, by } = event
  switch (event.type) {
    case 'verification-started':
      return { status: 'watching', from: at, until: event.until, stable: event.stable }
    case 'incidents-asked':
      return { ...watching(before), incidents: { is: 'asked' } }
    case 'incidents-answered': {
      const { outcome, words } = event
      return { ...watching(before), incidents: { is: 'answered', outcome, words } }
    }
    case 'verification-passed':
      return ended('passed', before, at, event.gates, null)
    case 'verification-failed':
      return ended('failed', before, at, event.gates, event.incidents ?? null)
    case 'verification-inconclusive':
      return ended('inconclusive', before, at, event.gates, event.because)
    case 'verification-unanswered':
      return { ...over(before), remindedAt: at }
    case 'verification-settled':
      return { ...over(before), settled: { by: nameOf(by), at, because: event.because } }
  }
}

type Over = Exclude<Verification, { readonly status: 'watching' }>

function ended(
  status: Over['status'],
  before: Verification | undefined,
  at: number,
  gates: readonly GateEvidence[],
  because: string | null,
): Verification {
  return { status, from: before?.from ?? at, at, gates, because, remindedAt: null, settled: null }
}

function watching(before: Verification | undefined): Extract<Verification, { status: 'watching' }> {
  if (before?.status !== 'watching') throw new Error('no verification is under way')
  return before
}

function over(before: Verification | undefined): Over {
  if (before === undefined || before.status === 'watching') throw new Error('no verification has ended')
  return before
}
