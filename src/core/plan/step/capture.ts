import { z } from 'zod'
import { exactlyOne, list, record } from '../../document/container.ts'
import { fault, keyFault } from '../../document/finding.ts'
import { duration, quantity, slug } from '../../document/leaf.ts'
import { stepKeys } from './effect-keys.ts'
import type { WaitingKind } from './waiting-kind.ts'

const schema = z.strictObject({
  capture: z
    .strictObject({
      baseline: duration
        .optional()
        .describe('Keeps what the signals are now, over so long; rules mean it by `baseline`.'),
      stated: record(slug, quantity)
        .optional()
        .describe('Numbers that are given instead of measured, by signal.'),
      lastWeek: list(slug, 50)
        .min(1)
        .optional()
        .describe('Signals that follow the hour: `baseline` is what they were a week before, each time.'),
      name: slug
        .optional()
        .describe('Under which name it is kept for later changes. Default: for this one alone.'),
      targets: list(slug, 50)
        .min(1)
        .optional()
        .describe('What is measured. Default: every target of the plan.'),
      state: slug.optional().describe('Or an action that reports a state, which an undo restores.'),
    })
    .refine(...exactlyOne(['baseline', 'state'], 'what is captured'))
    .describe('Keeps numbers that `baseline` means, or a state.'),
  ...stepKeys,
})
export type PlanCapture = z.output<typeof schema>

const OF_BASELINE = ['stated', 'lastWeek', 'name', 'targets'] as const

/** Numbers that `baseline` means from here on, or a state that an undo restores. */
export const capture = {
  schema,
  word: 'capture',
  madeName: () => 'capture',
  targets: (item) => item.capture.targets ?? null,
  sides: () => [],
  faults({ capture: written }, path) {
    const at = [...path, 'capture']
    const { baseline, state, stated = {}, lastWeek = [] } = written
    if (baseline === 0)
      return [fault([...at, 'baseline'], 'bad-value', 'over no time nothing is measured', 'write 1h')]
    const stray = OF_BASELINE.find((key) => state !== undefined && written[key] !== undefined)
    if (stray !== undefined)
      return [keyFault([...at, stray], 'unknown-key', `\`${stray}\` belongs to a baseline`, 'remove it')]
    return lastWeek.flatMap((signal, i) =>
      Object.hasOwn(stated, signal)
        ? [
            fault(
              [...at, 'lastWeek', i],
              'duplicate-name',
              `${signal} is stated as well`,
              'keep one of the two',
            ),
          ]
        : [],
    )
  },
  names: ({ capture: { targets = [], state } }, path) => [
    ...targets.map(
      (name, i) => ({ kind: 'target', name, path: [...path, 'capture', 'targets', i] }) as const,
    ),
    ...(state === undefined
      ? []
      : [{ kind: 'action', name: state, path: [...path, 'capture', 'state'] } as const]),
  ],
} as const satisfies WaitingKind<PlanCapture> & { schema: z.ZodType }
