import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { RolloutStep, Runbook } from '../../../src/core/runbook/runbook.ts'
import type { Millis } from '../../../src/core/time/instant.ts'
import { crowdRunbook } from '../crowd/runbook.ts'

/** Half of the traffic for an hour, guarded by a rule that wants its bound broken for `ruleMs`. */
export const guardedRunbook = (ruleMs: Millis): Runbook =>
  watched(({ gates, guards }) => {
    const form = { form: 'for', ms: ruleMs, lookbackMs: ruleMs } as const
    return { weight: 5_000, gates, guards: guards.map((guard) => ({ ...guard, form })) }
  })

/** A twentieth of the traffic for an hour, compared with stable as a plan does it that says no more of it. */
export const comparedRunbook = (): Runbook =>
  watched(({ guards }) => ({
    weight: 500,
    gates: [],
    guards: guards.map((guard) => ({
      ...guard,
      bound: { op: 'worse-than', of: 'stable', times: 1.25, plus: 0 },
      form: { form: 'test', confidence: 0.999 },
      minSamples: 0,
    })),
  }))

type Watched = Pick<RolloutStep, 'gates' | 'guards'> & { readonly weight: number }

/** A rollout that holds its only stage for an hour. */
function watched(as: (step: RolloutStep) => Watched): Runbook {
  const runbook = { ...crowdRunbook('wix'), environment: 'staging' }
  const steps = runbook.steps.map((step) => {
    if (step.kind !== 'rollout') return step
    const { weight, ...rules } = as(step)
    return { ...step, ...rules, stages: [{ weight, holdMs: 3_600_000, segments: [] }] }
  })
  return { ...runbook, steps }
}

/** What is to be seen of a breach and of the change that it brings on its way back, in the order in which it comes. */
export const MOMENTS = ['scraped', 'judged', 'decided', 'acknowledged'] as const
export type Moment = (typeof MOMENTS)[number]
export type Moments = Readonly<Record<Moment, number>>

/** How exactly the moments are known. */
const LOOK_MS = 4
const WITHIN_MS = 60_000

/** When each was first to be seen. Throws when one of them does not come. */
export async function momentsOf(
  database: pg.Client,
  change: string,
  isScraped: () => Promise<boolean>,
): Promise<Moments> {
  const seen: Partial<Record<Moment, number>> = {}
  const end = performance.now() + WITHIN_MS
  for (;;) {
    if (seen.scraped === undefined && (await isScraped())) seen.scraped = performance.now()
    const { rows } = await database.query<Record<Moment, boolean>>(LOOK, [change])
    const now = performance.now()
    for (const moment of MOMENTS) if (rows[0]?.[moment] === true) seen[moment] ??= now
    if (isComplete(seen)) return seen
    if (now > end)
      throw new Error(
        `after ${WITHIN_MS / 1_000} s only ${Object.keys(seen).join(', ') || 'nothing'} was seen`,
      )
    await sleep(LOOK_MS)
  }
}

const isComplete = (seen: Partial<Moments>): seen is Moments =>
  MOMENTS.every((moment) => seen[moment] !== undefined)

const LOOK = `SELECT
  EXISTS (SELECT FROM cutwater.judge WHERE change_id = $1 AND judged->>'rule' = 'errors'
    AND judged->>'verdict' = 'worse') AS judged,
  EXISTS (SELECT FROM cutwater.change WHERE id = $1 AND status IN ('rolling-back', 'rolled-back')) AS decided,
  EXISTS (SELECT FROM cutwater.target t JOIN cutwater.proxy_state p ON p.target = t.name
    WHERE t.name = 'staging/wix' AND t.split->>'mode' = 'closed' AND p.because IS NULL
      AND (p.has->>'generation')::int8 = t.generation) AS acknowledged`
