import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Gate, SignalName } from '../judge/rule.ts'
import type { BasisPoints } from '../traffic/desired.ts'
import { basisPointsSchema } from '../traffic/schema.ts'

/** Of a runbook that was made of a plan to rehearse its rollback; no plan says it. */
export type DrillMark = {
  /** The rollout whose canary gets traffic, and how much of it. Absent: the plan moves none, and all of it is done. */
  readonly rollout?: string
  readonly at?: BasisPoints
  /** The ratio by which requests are counted, and those that failed. */
  readonly requests: SignalName
  /** Hash of what the plan says of going back, by which a checklist knows whether its rollback is the rehearsed one. */
  readonly rollback: string
}

export const drillMarkSchema = exactly<DrillMark>()(
  z.strictObject({
    rollout: z.string().exactOptional(),
    at: basisPointsSchema.exactOptional(),
    requests: z.string(),
    rollback: z.string(),
  }),
)

/** All that was measured, as one number: it says nothing by itself. */
export const countingRule = (signal: string): Gate => ({
  kind: 'gate',
  id: 'requests',
  signal,
  bound: { op: 'at-least', value: 1 },
  form: { form: 'over', span: 'hold' },
  minSamples: 1,
  noData: { afterMs: 0, then: 'hold' },
  otherwise: 'hold',
})
