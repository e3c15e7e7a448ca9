import { z } from 'zod'
import { list } from '../../document/container.ts'
import { keyFault } from '../../document/finding.ts'
import { slug, value, yesOrNo } from '../../document/leaf.ts'
import { offset } from '../../document/offset.ts'
import type { Scalar, Value } from '../../runbook/runbook.ts'
import { compiledValues } from './compiled-values.ts'
import { effectKeys } from './effect-keys.ts'
import type { EffectKind, Setting } from './effect-kind.ts'
import { UNDO_ATTEMPTS } from './undo-defaults.ts'

const LIMIT_MS = 60_000

const schema = z.strictObject({
  flags: z
    .object({
      lock: yesOrNo
        .optional()
        .describe('Refuse later sets until the lock is lifted with a reason. Default: false.'),
      targets: list(slug, 50).min(1).optional().describe('Where. Default: every target of the plan.'),
    })
    .catchall(value)
    .describe('Values of flags by name; `lock` and `targets` are reserved.'),
  live: offset
    .optional()
    .describe('The moment from which they count; until then they are staged. Default: at once.'),
  ...effectKeys,
})

export type PlanFlags = z.output<typeof schema>

/** Sets feature flags, and may lock them. */
export const flags = {
  schema,
  word: 'flags',
  unknown: 'repeat',
  madeName: () => 'flags',
  title(item, setting) {
    const { set, lock } = read(item, setting)
    return `Set ${lock ? 'and lock ' : ''}${Object.keys(set).join(', ')}`
  },
  targets: (item) => targetsOf(item) ?? null,
  sides: () => [],
  faults: (item, path) =>
    Object.keys(item.flags).some((key) => key !== 'lock' && key !== 'targets')
      ? []
      : [keyFault([...path, 'flags'], 'no-flags', 'no flag is set here', 'write FlagName: value')],
  names: (item, path) =>
    (targetsOf(item) ?? []).map((name, i) => ({
      kind: 'target',
      name,
      path: [...path, 'flags', 'targets', i],
    })),
  act(item, setting) {
    const { targets, set, lock } = read(item, setting)
    const { live } = item
    const moment = live === undefined ? {} : { live: live < 0 ? -setting.pace(-live) : setting.pace(live) }
    return { act: 'set-flags', targets, set, lock, ...moment }
  },
  limitMs: () => LIMIT_MS,
  undo(item, setting) {
    const { targets, set } = read(item, setting)
    return {
      undo: 'act',
      act: { act: 'restore-flags', targets, flags: Object.keys(set).sort() },
      timeLimitMs: LIMIT_MS,
      attempts: UNDO_ATTEMPTS,
    }
  },
} as const satisfies EffectKind<PlanFlags> & { schema: z.ZodType }

/** The catch-all of the schema hides that these names are reserved. */
const targetsOf = (item: PlanFlags): readonly string[] | undefined =>
  item.flags.targets as readonly string[] | undefined

function read(
  { flags: written }: PlanFlags,
  setting: Setting,
): { targets: readonly string[]; lock: boolean; set: Readonly<Record<string, Value>> } {
  const { lock = false, targets, ...set } = written
  return {
    targets: [...(targets ?? setting.targets)].sort(),
    lock,
    set: compiledValues(set as Record<string, Scalar>),
  }
}
