import type { ChangeEvent } from '../change/events/event.ts'
import { shapeOfEvidence } from '../judge/evidence-shape.ts'
import { type Bound, isRelative } from '../judge/rule.ts'
import type { Evidence } from '../judge/verdict.ts'
import { formatInstant } from '../time/instant.ts'
import type { Acted } from './cause.ts'
import type { EvidenceTold } from './report.ts'
import type { Story } from './story.ts'

const POINTS_MAX = 200

type Seen = { readonly target: string; readonly evidence: Evidence; readonly slot: 'canary' | 'stable' }

/** What the journal kept of the signal that decided, each time that anything was said of it on its target. */
export function evidenceTold({ events }: Story, { target, evidence }: Acted): EvidenceTold | null {
  const bakesOfStable = new Set<string>()
  const points = new Map<number, EvidenceTold['points'][number]>()
  for (const event of events) {
    if (event.type === 'bake-started' && event.slots[target] === 'stable') bakesOfStable.add(event.step)
    for (const seen of seenIn(event, bakesOfStable)) {
      if (seen.target !== target || !isSame(seen.evidence, evidence)) continue
      const { value, to, stable } = seen.evidence
      const isCanary = seen.slot === 'canary'
      points.set(to, {
        at: formatInstant(to),
        canary: isCanary ? value : null,
        stable: isCanary ? (stable?.value ?? null) : value,
      })
    }
  }
  const inOrder = [...points].sort(([a], [b]) => a - b).map(([, point]) => point)
  if (inOrder.every(({ canary, stable }) => canary === null && stable === null)) return null
  return {
    signal: evidence.signal,
    target,
    shape: shapeOfEvidence(evidence),
    bounds: boundsOf(evidence.bound),
    points: inOrder.slice(-POINTS_MAX),
  }
}

/** Numbers of the same signal, and of the same series of it. */
const isSame = (one: Evidence, other: Evidence): boolean =>
  one.signal === other.signal && one.each?.name === other.each?.name

function boundsOf(bound: Bound): readonly number[] {
  if (bound.op === 'between') return [bound.low, bound.high]
  return isRelative(bound) ? [] : [bound.value]
}

function seenIn(event: ChangeEvent, bakesOfStable: ReadonlySet<string>): readonly Seen[] {
  switch (event.type) {
    case 'guard-tripped':
    case 'gate-failed':
      return [{ target: event.target, evidence: event.evidence, slot: 'canary' }]
    case 'stage-passed':
    case 'hold-prolonged':
      return event.gates.map((one) => ({ ...one, slot: 'canary' }))
    case 'bake-reported':
    case 'bake-prolonged':
    case 'bake-passed': {
      const slot = bakesOfStable.has(event.step) ? 'stable' : 'canary'
      return event.gates.map((one) => ({ ...one, slot }))
    }
    case 'verification-passed':
    case 'verification-failed':
    case 'verification-inconclusive':
      return event.gates.map((one) => ({ ...one, slot: 'stable' }))
    default:
      return []
  }
}
