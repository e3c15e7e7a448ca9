import fc from 'fast-check'
import { healthyWorld, type Script } from '../../simulate/script.ts'
import { backEffect, WEIGHT_ITEMS } from './way-down.testing.ts'
import { MINUTE, moment } from './world-moments.testing.ts'
import { numbersBefore } from './world-references.testing.ts'

/** What meets random plans: evidence, silence, effects, commands and restarts. */
const targets = fc.constantFrom<string[]>(['wix'], ['gamma'], ['wix', 'gamma'])

/** Items that the plans may have. */
const ITEM_REFS = [
  'early/anyone',
  'early/backup',
  'ready/page',
  'ready/backup',
  'ready/anyone',
  'rollout-0@1/page',
  'rollout@2/anyone',
  'bake/incidents-none',
] as const

const evidence = fc.record({
  from: moment,
  lasts: fc.integer({ min: 1_000, max: 10 * MINUTE }),
  targets,
  slot: fc.constantFrom('canary' as const, 'stable' as const),
  what: fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map((success) => ({ success })),
    fc.constant({ success: 0.985 }),
    fc.constant({ missing: true }),
    fc.constant({ lost: true }),
  ),
})
const effect = fc.record({
  item: fc.constantFrom(
    'deploy-wix',
    'deploy-gamma',
    'flags',
    'sync',
    'a',
    'b',
    'c',
    'p',
    'q',
    'x',
    'accept:canary-off',
    'ready/backup',
    'rollout-0@1/backup',
    'rollout-0@1/incidents-none',
    'rollout-0@2/incidents-none',
    'bake/incidents-none',
    ...WEIGHT_ITEMS,
  ),
  direction: fc.constantFrom('do' as const, 'check' as const, 'undo' as const),
  takes: fc.integer({ min: 0, max: 12 * MINUTE }),
  outcome: fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const),
})
const command = fc.record({
  at: moment,
  do: fc.constantFrom(
    'pause' as const,
    'resume' as const,
    'promote' as const,
    'promote-all' as const,
    'promote-auto' as const,
    'promote-manual' as const,
    'abort' as const,
    'rollback' as const,
    'rollback-gradual' as const,
    'kill' as const,
    'extend' as const,
    'settle' as const,
    'consider' as const,
    'decline' as const,
    'answer' as const,
    'tick' as const,
    'untick' as const,
    'not-ready' as const,
    'decide' as const,
  ),
  item: fc.constantFrom(
    'deploy-wix',
    'flags',
    'a',
    'b',
    'p',
    'canary-off',
    'go',
    'rollout',
    'adopt',
    ...ITEM_REFS,
  ),
  as: fc.constantFrom(
    'done' as const,
    'failed' as const,
    'repeat' as const,
    'skip' as const,
    'reject' as const,
  ),
  who: fc.option(fc.constantFrom('ada', 'ben', 'operator', 'mallory'), { nil: undefined }),
  note: fc.option(fc.constant('drawn'), { nil: undefined }),
})

export const script: fc.Arbitrary<Script> = fc
  .record({
    evidence: fc.array(evidence, { maxLength: 5 }),
    effects: fc.array(effect, { maxLength: 4 }),
    backEffects: fc.array(backEffect, { maxLength: 2 }),
    commands: fc.array(command, { maxLength: 5 }),
    restarts: fc.array(moment, { maxLength: 2 }),
    requestsPerSecond: fc.constantFrom(0.2, 3, 100),
    proxiesTake: fc.constantFrom(0, 200, 20_000),
    peopleTake: fc.constantFrom(0, MINUTE, 5 * MINUTE),
    writesTake: fc.constantFrom(0, 10_000, 2 * MINUTE),
    numbers: numbersBefore,
  })
  .map((said) => ({
    ...healthyWorld(),
    ...said.numbers,
    scrapeEvery: 5_000,
    requestsPerSecond: said.requestsPerSecond,
    proxiesTake: said.proxiesTake,
    peopleTake: said.peopleTake,
    writesTake: said.writesTake,
    restarts: said.restarts,
    evidence: said.evidence.map(({ from, lasts, targets, slot, what }) => ({
      from,
      until: from + lasts,
      targets,
      slot,
      ...what,
    })),
    effects: [...said.effects, ...said.backEffects].map((e) => ({ ...e, reason: 'drawn', outputs: {} })),
    commands: said.commands.map((c) => ({
      ...c,
      because: 'drawn',
      override: 'drawn',
      by: MINUTE,
      ...(c.do === 'promote-manual' ? { approver: c.who ?? 'ada' } : {}),
      ...(c.do === 'answer'
        ? { guard: 'plan-guard', as: c.as === 'skip' ? ('rollback' as const) : ('resume' as const) }
        : {}),
    })),
    until: 90 * MINUTE,
  }))
