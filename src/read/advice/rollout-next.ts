import type { Running } from '../../core/change/state/change.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { percent, wholePercent } from '../../core/traffic/percent.ts'
import type { BakeView } from '../progress/bakes-view.ts'
import { unreadySides } from '../progress/probes-view.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { RuleOnTarget, RuleView } from '../progress/rule-view.ts'
import type { Shown } from '../shown/instant.ts'

/**
 * What happens next, in one sentence, and when: `25 % when success-ratio holds`, at 22:14:05. `null` when it cannot
 * be known. `unless`: of what is about to go wrong, what would have to be so for it not to happen.
 */
export type Next = {
  readonly sentence: string
  readonly at: Shown | null
  readonly unless: string | null
}

/** What goes on as it should. */
export type Ordinary = Omit<Next, 'unless'>

/** What a rollout that is under way waits for. */
export function nextOfRollout(rollout: RolloutView, change: Running): Ordinary {
  const { run } = change
  const at = rollout.stages.find(({ state }) => state === 'moving' || state === 'holding')
  if (rollout.phase === 'adopting' || at === undefined)
    return { sentence: 'The canary is stable as soon as every proxy has swapped its sides', at: null }
  if (rollout.phase === 'moving') {
    const late = rollout.traffic.filter(({ now }) => now !== null && !now.settled).map(({ target }) => target)
    const whose = late.length === 0 ? 'every proxy' : `every proxy of ${late.join(' and ')}`
    return { sentence: `The hold at ${percent(at.weight)} begins when ${whose} has it`, at: null }
  }
  const unready = unreadySides(change).find(({ target }) =>
    rollout.traffic.some((traffic) => traffic.target === target),
  )
  if (unready !== undefined)
    return { sentence: `The weight is held at ${percent(at.weight)}: ${unready.sentence}`, at: null }
  return openChecklist(rollout.step, run) ?? afterHold(rollout, run.overrunAt !== null)
}

/** The hold was seen, or the bake; people and evidence come before it goes on. */
function openChecklist(step: string, run: Running['run']): Ordinary | null {
  const progress = run.steps[step]
  const asked =
    progress?.status === 'rolling'
      ? progress.rollout.asked
      : progress?.status === 'baking'
        ? progress.asked
        : undefined
  if (asked === undefined) return null
  const left = Object.values(asked.items).filter(({ status }) => status !== 'passed').length
  return left === 0
    ? null
    : { sentence: `It goes on when its checklist has passed: ${left} of it left`, at: null }
}

function afterHold(rollout: RolloutView, overrun: boolean): Ordinary {
  const gates = rollout.rules.filter(({ kind }) => kind === 'gate')
  const silent = pairs(rollout.rules).find(({ on }) => on.silentSince !== null)
  if (silent !== undefined)
    return {
      sentence: `The weight is held until there is data for ${silent.rule.signal} on ${silent.on.target} again`,
      at: null,
    }

  const later = rollout.stages.find(({ state }) => state === 'to-come')
  if (overrun && later !== undefined)
    return { sentence: 'Nothing: the window is over, no weight is raised; extend it or abort', at: null }
  const then =
    later !== undefined
      ? percent(later.weight)
      : rollout.adopt && !rollout.adoptLater
        ? 'The canary becomes stable'
        : 'The rollout is done'
  const signals = [...new Set(gates.map(({ signal }) => signal))].join(' and ')
  const endsAt = rollout.hold?.endsAt ?? null
  const over = rollout.hold !== null && rollout.hold.heldMs >= rollout.hold.holdMs

  const open =
    over || rollout.promotedAllBy !== null
      ? pairs(gates).find(({ on }) => on.verdict !== 'no-worse')
      : undefined
  if (open !== undefined) return { sentence: `${then} as soon as ${obstacle(open)}`, at: null }
  if (over) return { sentence: `${then} as soon as the evidence reaches the end of the hold`, at: null }
  const unseenMs = rollout.hold?.unseenMs ?? 0
  const longer =
    unseenMs === 0 ? '' : `; ${formatDuration(unseenMs)} of the hold were not seen and come on top`
  return { sentence: `${signals === '' ? then : `${then} when ${signals} holds`}${longer}`, at: endsAt }
}

/** `then`: what its end is holding up. */
export function nextOfBake(
  { step, title, rules, hold, prolonged }: BakeView,
  run: Running['run'],
  then: string,
): Ordinary {
  const silent = pairs(rules).find(({ on }) => on.silentSince !== null)
  if (silent !== undefined)
    return {
      sentence: `${title} goes on until there is data for ${silent.rule.signal} on ${silent.on.target} again`,
      at: null,
    }
  const endsAt = hold?.endsAt ?? null
  const over = hold !== null && hold.heldMs >= hold.holdMs
  const open = over || prolonged ? pairs(rules).find(({ on }) => on.verdict !== 'no-worse') : undefined
  if (open !== undefined) return { sentence: `${then} as soon as ${obstacle(open)}`, at: null }
  const asked = openChecklist(step, run)
  if (asked !== null) return asked
  const signals = [...new Set(rules.map(({ signal }) => signal))].join(' and ')
  return { sentence: signals === '' ? then : `${then} when ${signals} holds`, at: over ? null : endsAt }
}

type Pair = { readonly rule: RuleView; readonly on: RuleOnTarget }

const pairs = (rules: readonly RuleView[]): readonly Pair[] =>
  rules.flatMap((rule) => rule.targets.map((on) => ({ rule, on })))

function obstacle({ rule, on }: Pair): string {
  if (on.verdict === null || on.value === null) return `${rule.signal} is measured on ${on.target}`
  if (on.test !== null)
    return `${rule.signal} is known to be ${rule.wanted} on ${on.target} (${wholePercent(on.test.evidence)} of the evidence so far)`
  if (on.verdict === 'inconclusive') return `${on.target} has ${on.minSamples} samples (${on.samples} so far)`
  return `${rule.signal} holds on ${on.target} (${on.shown}, ${rule.wanted})`
}
