import fc from 'fast-check'
import { gate, guard } from '../../runbook/sample-runbook.testing.ts'
import { MINUTE } from './world-moments.testing.ts'
import { incidentGate } from './world-people.testing.ts'

/** Gates and guards of rollouts, of the plan and of bakes. */
const silence = fc.constantFrom('hold' as const, 'pause' as const, 'rollback' as const)
/** All of a signal as one, or each of its series. */
const each = fc.constantFrom({}, {}, {}, { each: 'path' })

export const rules = fc
  .record({
    gateSilence: silence,
    guardSilence: fc.oneof(silence, fc.constant('ignore' as const)),
    otherwise: silence,
    guardThen: fc.constantFrom('rollback' as const, 'rollback-gradual' as const, 'pause' as const),
    lookbackMs: fc.constantFrom(5_000, 10_000, MINUTE),
    gated: fc.boolean(),
    each,
  })
  .map((how) => ({
    gates: how.gated
      ? [
          {
            ...gate,
            ...how.each,
            otherwise: how.otherwise,
            noData: { ...gate.noData, then: how.gateSilence },
          },
        ]
      : [],
    guards: [
      {
        ...guard,
        ...how.each,
        then: how.guardThen,
        noData: { ...guard.noData, then: how.guardSilence },
        form: { form: 'for' as const, ms: MINUTE, lookbackMs: how.lookbackMs },
      },
    ],
  }))

/** Of the plan: none, or one that asks, tells, goes back at once or step by step. */
export const planGuards = fc.oneof(
  fc.constant({}),
  fc
    .record({
      then: fc.constantFrom('rollback' as const, 'rollback-gradual' as const, 'pause' as const),
      noData: fc.oneof(silence, fc.constant('ignore' as const)),
      people: fc.constantFrom({}, { tell: ['lead'] }, { ask: ['lead'] }),
      lookbackMs: fc.constantFrom(5_000, MINUTE),
      each,
    })
    .map(({ then, noData, people, lookbackMs, each }) => ({
      leads: { lead: { title: 'Lead' } },
      guards: [
        {
          ...guard,
          ...each,
          id: 'plan-guard',
          then,
          noData: { ...guard.noData, then: noData },
          form: { form: 'for' as const, ms: 30_000, lookbackMs },
          ...(then === 'pause' ? people : {}),
        },
      ],
    })),
)

export const bakes = fc
  .record({
    first: fc.boolean(),
    forMs: fc.constantFrom(90_000, 5 * MINUTE),
    every: fc.option(fc.constantFrom(30_000, MINUTE)),
    otherwise: silence,
    noData: silence,
    incidents: incidentGate,
  })
  .map(({ first, forMs, every, otherwise, noData, incidents }) => ({
    first,
    how: {
      forMs,
      ...(every === null ? {} : { everyMs: every }),
      gates: [{ ...gate, id: 'bake-gate', otherwise, noData: { ...gate.noData, then: noData } }],
      ...(incidents === null ? {} : { checklist: [incidents] }),
    },
  }))
