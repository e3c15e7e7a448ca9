import { z } from 'zod'
import { list, text, time } from '../../event/data.ts'
import { formatHeld, formatMeasure } from '../../judge/words.ts'
import { formatInstant } from '../../time/instant.ts'
import { sideSchema } from '../../traffic/schema.ts'
import type { GateEvidence } from '../state/change.ts'
import { gateEvidenceSchema } from '../state/schema.ts'
import { changeEvent } from './define.ts'

const quiet = { keeper: 'beside', turns: false, orders: false, moves: false } as const

const INCIDENTS = {
  passed: 'no incident is open',
  failed: 'an incident is open',
  unknown: 'nobody knows whether an incident is open',
} as const

/** What is recorded beside a change that has ended. None of it changes the change. */
export const BESIDE = {
  'verification-started': changeEvent({
    version: 1,
    data: { until: time, stable: z.record(text, sideSchema) },
    name: 'rollback:verifying',
    wakes: 'notify',
    ...quiet,
    sentence: ({ until, stable }) =>
      `its targets are free; ${Object.keys(stable).join(' and ') || 'nothing'} is verified until ${formatInstant(until)}`,
  }),
  'incidents-asked': changeEvent({
    version: 1,
    data: {},
    name: 'rollback:incidents-asked',
    wakes: 'notify',
    ...quiet,
    orders: true,
    sentence: () => 'its time is over; whether an incident is open is looked at',
  }),
  'incidents-answered': changeEvent({
    version: 1,
    data: { outcome: z.enum(['passed', 'failed', 'unknown']), words: text },
    name: 'rollback:incidents-answered',
    wakes: 'notify',
    ...quiet,
    sentence: ({ outcome, words }) => `${INCIDENTS[outcome]} (${words})`,
  }),
  'verification-passed': changeEvent({
    version: 1,
    data: { gates: list(gateEvidenceSchema) },
    name: 'rollback:verified',
    wakes: 'notify',
    ...quiet,
    sentence: ({ gates }) => `the rollback is verified${gates.length === 0 ? '' : `: ${formatHeld(gates)}`}`,
  }),
  'verification-failed': changeEvent({
    version: 1,
    data: {
      gates: list(gateEvidenceSchema),
      worse: list(z.strictObject({ gate: text, target: text })),
      incidents: text.exactOptional(),
    },
    name: 'rollback:verification-failed',
    wakes: 'page',
    ...quiet,
    sentence: ({ gates, worse, incidents }) =>
      `NOT WELL AFTER THE ROLLBACK: ${[
        ...worse.map((one) => `${one.gate} did not hold on ${one.target}${figure(gates, one)}`),
        ...(incidents === undefined ? [] : [`an incident is open (${incidents})`]),
      ].join('; ')}`,
  }),
  'verification-inconclusive': changeEvent({
    version: 1,
    data: { gates: list(gateEvidenceSchema), because: text },
    name: 'rollback:verification-inconclusive',
    wakes: 'page',
    ...quiet,
    sentence: ({ because }) => `nobody knows whether all is well after the rollback: ${because}`,
  }),
  'verification-unanswered': changeEvent({
    version: 1,
    data: {},
    name: 'rollback:verification-unanswered',
    wakes: 'page',
    ...quiet,
    sentence: () =>
      'STILL UNANSWERED: the verification of the rollback did not pass, and nobody has seen to it',
  }),
  'verification-settled': changeEvent({
    version: 1,
    data: { because: text },
    name: 'rollback:verification-settled',
    wakes: 'notify',
    ...quiet,
    sentence: ({ because }, { by }) => `${by} has seen to what the verification found: ${because}`,
  }),
}

function figure(gates: readonly GateEvidence[], { gate, target }: { gate: string; target: string }): string {
  const found = gates.find((one) => one.gate === gate && one.target === target)
  return found === undefined ? '' : `: ${formatMeasure(found.evidence)}`
}
