import { z } from 'zod'
import { exactlyOne, list, record } from '../../document/container.ts'
import { fault, keyFault } from '../../document/finding.ts'
import { duration, quantity, slug } from '../../document/leaf.ts'
import { outputs, stepKeys, undo } from './effect-keys.ts'
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
      kept: slug
        .optional()
        .describe('Or numbers that an earlier change of this environment kept under this name.'),
      targets: list(slug, 50)
        .min(1)
        .optional()
        .describe('What is measured. Default: every target of the plan.'),
      state: slug.optional().describe('Or an action that reports a state, which an undo restores.'),
    })
    .refine(...exactlyOne(['baseline', 'kept', 'state'], 'what is captured'))
    .describe('Keeps numbers that `baseline` means, or a state.'),
  outputs,
  undo: undo
    .optional()
    .describe('Of a state: how a rollback restores it. Default: not at all; undo of later steps may.'),
  ...stepKeys,
})
export type PlanCapture = z.output<typeof schema>

/** What goes with a baseline that is measured, with one that was kept, and with a state. */
const BESIDE = {
  baseline: ['stated', 'lastWeek', 'name', 'targets'],
  kept: ['stated', 'targets'],
  state: [],
} as const
const OPTIONS = BESIDE.baseline

/** Numbers that `baseline` means from here on, or a state that an undo restores. */
export const capture = {
  schema,
  word: 'capture',
  madeName: () => 'capture',
  targets: (item) => item.capture.targets ?? null,
  sides: () => [],
  faults(item, path) {
    const { capture: written } = item
    const at = [...path, 'capture']
    const { baseline, stated = {}, lastWeek = [] } = written
    if (baseline === 0)
      return [fault([...at, 'baseline'], 'bad-value', 'over no time nothing is measured', 'write 1h')]
    const word = wordOf(written)
    const fits: readonly string[] = BESIDE[word]
    const stray = OPTIONS.find((key) => written[key] !== undefined && !fits.includes(key))
    if (stray !== undefined)
      return [
        keyFault([...at, stray], 'unknown-key', `\`${stray}\` does not go with \`${word}\``, 'remove it'),
      ]
    const ofState = (['outputs', 'undo'] as const).find((key) => word !== 'state' && item[key] !== undefined)
    if (ofState !== undefined)
      return [keyFault([...path, ofState], 'unknown-key', `\`${ofState}\` belongs to a state`, 'remove it')]
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
  names: ({ capture: { targets = [], state }, undo }, path) => [
    ...targets.map(
      (name, i) => ({ kind: 'target', name, path: [...path, 'capture', 'targets', i] }) as const,
    ),
    ...(state === undefined
      ? []
      : [{ kind: 'action', name: state, path: [...path, 'capture', 'state'] } as const]),
    ...(undo === undefined || !('action' in undo)
      ? []
      : [{ kind: 'action', name: undo.action, path: [...path, 'undo', 'action'] } as const]),
  ],
} as const satisfies WaitingKind<PlanCapture> & { schema: z.ZodType }

function wordOf({ kept, state }: PlanCapture['capture']): keyof typeof BESIDE {
  if (state !== undefined) return 'state'
  return kept === undefined ? 'baseline' : 'kept'
}
