import { formatValue } from '../../core/signal/unit.ts'
import type { BakeView } from '../progress/bakes-view.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { RuleOnTarget, RuleView, Threat } from '../progress/rule-view.ts'
import { list } from './list.ts'
import type { Next } from './rollout-next.ts'

/** What is about to happen because something is bad; and unless what, with the target between two halves. */
type Threatened = Pick<Threat, 'then'> & {
  readonly atMs: number
  readonly unless: readonly [signal: string, target: string, is: string]
}

/**
 * The soonest of what is about to stop a rollout that is under way; null while nothing is. `paused`: it cannot be
 * paused again, and no hold ends.
 */
export function threatTo(
  rollouts: readonly RolloutView[],
  guards: readonly RuleView[],
  bakes: readonly BakeView[],
  paused: boolean,
  now: number,
): Next | null {
  const all = [
    ...ruleThreats({ rules: guards }),
    ...[...rollouts, ...bakes].flatMap((one) => [...ruleThreats(one), ...gateThreats(one, now)]),
  ].filter(({ then }) => !(paused && then === 'pause'))
  const soonest = Math.min(...all.map(({ atMs }) => atMs))
  const these = all.filter(({ atMs }) => atMs === soonest)
  const [first] = these
  if (first === undefined) return null
  return {
    sentence: sentenceOf(these.map(({ then }) => then)),
    at: new Date(soonest).toISOString(),
    unless: unlessAll(these.map(({ unless }) => unless)),
  }
}

function sentenceOf(then: readonly Threat['then'][]): string {
  if (then.includes('rollback')) return 'It rolls back'
  return then.includes('rollback-gradual') ? 'It rolls back gradually' : 'It pauses'
}

/** The same of several targets is said once. */
function unlessAll(all: readonly Threatened['unless'][]): string {
  const same = Map.groupBy(all, ([signal, , is]) => `${signal} ${is}`)
  return list(
    [...same.values()].flatMap((these) => {
      const [first] = these
      if (first === undefined) return []
      const targets = [...new Set(these.map(([, target]) => target))]
      return [`${first[0]} on ${list(targets)} ${first[2]}`]
    }),
  )
}

function ruleThreats({ rules }: Pick<RolloutView, 'rules'>): readonly Threatened[] {
  return rules.flatMap((rule) =>
    rule.targets.flatMap((on): Threatened[] => {
      const { threat } = on
      if (threat === null) return []
      const unless =
        threat.because === 'bound'
          ? ([rule.signal, on.target, `is ${cleared(rule, on)} again`] as const)
          : ([`there is data for ${rule.signal}`, on.target, 'again'] as const)
      return [{ then: threat.then, atMs: Date.parse(threat.at), unless }]
    }),
  )
}

/** A gate decides once its hold is over; while the clock stands still it does not. */
function gateThreats(
  { rules, hold }: Pick<RolloutView, 'rules' | 'hold'>,
  now: number,
): readonly Threatened[] {
  const endsAt = hold?.endsAt ?? null
  if (endsAt === null) return []
  return rules.flatMap((rule) => {
    const { otherwise } = rule
    if (rule.kind !== 'gate' || otherwise === 'hold') return []
    return rule.targets.flatMap((on): Threatened[] =>
      on.verdict === 'worse' && on.silentSince === null
        ? [
            {
              then: otherwise,
              atMs: Math.max(now, Date.parse(endsAt)),
              unless: [
                rule.signal,
                on.target,
                `is ${rule.wanted} by then (${on.shown ?? 'nothing measured'} now)`,
              ],
            },
          ]
        : [],
    )
  })
}

const OPPOSITE: Readonly<Record<string, string>> = {
  below: 'at least',
  above: 'at most',
  'at-least': 'below',
  'at-most': 'above',
}

/** What clears a guard: its bound says what is bad. */
function cleared({ shape, wanted }: RuleView, { bound: { op, value } }: RuleOnTarget): string {
  if (value === null) return `not ${wanted}`
  return `${OPPOSITE[op] ?? 'not'} ${formatValue(shape, value)}`
}
