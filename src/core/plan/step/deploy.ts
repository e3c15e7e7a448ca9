import { z } from 'zod'
import { keyFault } from '../../document/finding.ts'
import { slug, value } from '../../document/leaf.ts'
import { own } from '../../document/tree.ts'
import { toValue } from '../../expression/value.ts'
import { effectKeys, outputs } from './effect-keys.ts'
import type { EffectKind } from './effect-kind.ts'
import { UNDO_ATTEMPTS, UNDO_LIMIT_MS } from './undo-defaults.ts'

const LIMIT_MS = 10 * 60_000

const schema = z.strictObject({
  deploy: slug.describe('The target to which the version is brought, on the side without traffic.'),
  version: value.optional().describe("What is deployed. Default: the plan's version."),
  outputs,
  ...effectKeys,
})

type PlanDeploy = z.output<typeof schema>

/** Brings a version to the side of a target that has no traffic. */
export const deploy = {
  schema,
  word: 'deploy',
  unknown: 'person',
  madeName: (item) => `deploy-${item.deploy}`,
  title: (item) => `Deploy ${item.deploy}`,
  targets: (item) => [item.deploy],
  sides: (item) => [item.deploy],
  faults: (item, path, version) =>
    item.version === undefined && version === ''
      ? [
          keyFault(
            [...path, 'deploy'],
            'no-version',
            `nothing says which version of ${item.deploy} is deployed`,
            'add version: "${{ inputs.version_tag }}" to the plan',
          ),
        ]
      : [],
  names: ({ deploy: name, timeLimit }, path) => [
    { kind: 'deploy', name, path: [...path, 'deploy'] },
    ...(timeLimit === undefined
      ? []
      : [{ kind: 'limit', of: 'deploy', name, limitMs: timeLimit, path: [...path, 'timeLimit'] } as const]),
  ],
  act: (item, { version }) => ({
    act: 'deploy',
    target: item.deploy,
    version: toValue(item.version ?? version),
  }),
  limitMs: (item, { binding }) => own(binding?.targets, item.deploy)?.deploy?.timeLimitMs ?? LIMIT_MS,
  undo: (item, { binding }) => ({
    undo: 'act',
    act: { act: 'undeploy', target: item.deploy },
    timeLimitMs: own(binding?.targets, item.deploy)?.undeploy?.timeLimitMs ?? UNDO_LIMIT_MS,
    attempts: UNDO_ATTEMPTS,
  }),
} as const satisfies EffectKind<PlanDeploy> & { schema: z.ZodType }
