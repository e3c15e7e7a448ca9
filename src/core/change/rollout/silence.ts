import type { Instant } from '../../time/instant.ts'
import type { EventBody, Silent } from '../events/event.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { Run } from '../state/change.ts'
import type { Standing } from './standing.ts'

export const silenceKey = (rule: string, target: string): string => `${rule}@${target}`

/** Whose silence it is: of the rules of a rollout or a bake, or, without a step, of the guards of the plan. */
type Silence = {
  readonly step?: string
  /** What is known to be silent. */
  readonly missing: Readonly<Record<string, Instant>>
}

/**
 * No data is neither good nor bad: the weight is held, somebody is told once, and after the plan's bound the plan's
 * choice is carried out. A silence that ends is told as well.
 */
export function silenceEvents(
  { missing: silent, ...of }: Silence,
  run: Run,
  all: readonly Standing[],
  now: Instant,
  paused: boolean,
): readonly EventBody[] {
  const listened = all.filter(({ rule }) => rule.noData.then !== 'ignore')
  const known = ({ rule, target }: Standing) => silent[silenceKey(rule.id, target)] !== undefined
  const missing = listened.flatMap((standing) =>
    standing.silentSince === null || known(standing) ? [] : [silentOf(standing, standing.silentSince)],
  )
  if (missing.length > 0) return [{ type: 'evidence-missing', ...of, missing, first: !isAnythingSilent(run) }]
  const returned = listened
    .filter((standing) => standing.judged !== null && standing.verdict !== 'no-data' && known(standing))
    .map(({ rule, target }) => ({ rule: rule.id, target }))
  if (returned.length > 0) return [{ type: 'evidence-returned', ...of, returned }]

  for (const standing of all) {
    const { rule, target } = standing
    const since = silent[silenceKey(rule.id, target)]
    if (since === undefined || now - since < rule.noData.afterMs) continue
    if (rule.noData.then === 'rollback')
      return [
        rollbackStarted(
          run,
          { cause: 'no-data', ...silentOf(standing, since) },
          { gradual: false, latch: false },
        ),
      ]
    if (rule.noData.then === 'pause' && !paused)
      return [{ type: 'paused', because: `no data for ${rule.id} on ${target}` }]
  }
  return []
}

/** Then somebody was woken for it already. */
function isAnythingSilent({ steps, guards }: Run): boolean {
  const silent = Object.values(steps).map((step) => {
    if (step.status === 'rolling') return step.rollout.missing
    return step.status === 'baking' ? step.missing : {}
  })
  return [...silent, guards?.missing ?? {}].some((missing) => Object.keys(missing).length > 0)
}

function silentOf({ rule, target, judged }: Standing, since: Instant): Silent {
  const because = judged?.unavailable
  return { rule: rule.id, target, since, ...(because === undefined ? {} : { because }) }
}

/** Nothing advances while any rule is without data, however shortly, unless the plan said to ignore that one. */
export function silenceIsOver({ missing }: Pick<Silence, 'missing'>, all: readonly Standing[]): boolean {
  return all.every(
    ({ rule, target, verdict }) =>
      rule.noData.then === 'ignore' ||
      (verdict !== 'no-data' && missing[silenceKey(rule.id, target)] === undefined),
  )
}
