import fc from 'fast-check'
import type { ModeStep, Runbook } from '../../runbook/runbook.ts'

/**
 * Random plans that switch what users may do: before everything else, with a banner of its own, and as the last word.
 */

const onFailure = fc.constantFrom('rollback' as const, 'pause' as const, 'continue' as const)
const restricted = fc.constantFrom('read-only' as const, 'maintenance' as const)

const drawn = fc.record({
  traffic: restricted,
  banner: fc.constantFrom(undefined, '', 'We are at work.'),
  drainMs: fc.constantFrom(undefined, 30_000),
  onFailure,
  announced: fc.boolean(),
  last: fc.option(fc.constantFrom('normal' as const, 'maintenance' as const)),
})

export function moded(base: fc.Arbitrary<Runbook>): fc.Arbitrary<Runbook> {
  return fc.tuple(base, fc.option(drawn)).map(([runbook, how]): Runbook => {
    const { targets, steps } = runbook
    if (how === null || targets.length === 0) return runbook
    const { traffic, banner, drainMs, onFailure, announced, last } = how
    const base = { kind: 'mode', targets, onFailure } as const
    const first: ModeStep = {
      ...base,
      id: 'mode-first',
      title: 'Turn away',
      after: announced ? ['mode-banner'] : [],
      traffic,
      ...(banner === undefined ? {} : { banner }),
      ...(drainMs === undefined ? {} : { drainMs }),
    }
    const telling: ModeStep = { ...base, id: 'mode-banner', title: 'Tell', after: [], banner: 'Soon.' }
    const between = steps.map((step) => (step.after.length === 0 ? { ...step, after: [first.id] } : step))
    const word: readonly ModeStep[] =
      last === null
        ? []
        : [{ ...base, id: 'mode-last', title: 'The end', after: steps.map(({ id }) => id), traffic: last }]
    return { ...runbook, steps: [...(announced ? [telling] : []), first, ...between, ...word] }
  })
}
