import { z } from 'zod'
import { list } from '../../document/container.ts'
import { keyFault } from '../../document/finding.ts'
import { duration, line, oneOf, slug } from '../../document/leaf.ts'
import { stepKeys } from './effect-keys.ts'
import type { WaitingKind } from './waiting-kind.ts'

const schema = z.strictObject({
  mode: z
    .strictObject({
      traffic: oneOf(['normal', 'read-only', 'maintenance'])
        .optional()
        .describe('What requests may do. Default: as it is.'),
      drain: duration
        .optional()
        .describe(
          'How long requests that write may go on; those left then fail the step. Default: not waited for.',
        ),
      banner: line.optional().describe('What users are told; empty for nothing. Default: as it is.'),
      targets: list(slug, 50).min(1).optional().describe('Where. Default: every target of the plan.'),
    })
    .describe('What users may do, and what they are told.'),
  onFailure: oneOf(['rollback', 'pause', 'continue'])
    .optional()
    .describe('When requests are still under way after the drain. Default: rollback.'),
  ...stepKeys,
})
export type PlanMode = z.output<typeof schema>

/** Two switches: the traffic mode, and the banner. */
export const mode = {
  schema,
  word: 'mode',
  madeName: ({ mode: { traffic } }) => (traffic === undefined ? 'banner' : `mode-${traffic}`),
  targets: (item) => item.mode.targets ?? null,
  sides: () => [],
  faults({ mode: { traffic, banner, drain } }, path) {
    if (traffic === undefined && banner === undefined)
      return [
        keyFault([...path, 'mode'], 'bad-value', 'this mode changes nothing', 'write traffic or banner'),
      ]
    if (drain === undefined || (traffic !== undefined && traffic !== 'normal')) return []
    return [
      keyFault(
        [...path, 'mode', 'drain'],
        'unknown-key',
        '`drain` belongs to read-only or maintenance',
        'remove it, or write traffic: read-only',
      ),
    ]
  },
  names: (item, path) =>
    (item.mode.targets ?? []).map((name, i) => ({
      kind: 'target',
      name,
      path: [...path, 'mode', 'targets', i],
    })),
} as const satisfies WaitingKind<PlanMode> & { schema: z.ZodType }
