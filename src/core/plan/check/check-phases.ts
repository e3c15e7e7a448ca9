import { type Fault, fault, warning } from '../../document/finding.ts'
import { formatOffset } from '../../document/offset.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import { type PhasePlace, placesOfPhases, startsOf } from '../phase/phase-order.ts'
import type { PlanPhase } from '../schema/phase.ts'
import type { Plan } from '../schema/plan.ts'
import { kindOf } from '../step/effect-kinds.ts'
import { isWaiting, waitingKindOf } from '../step/waiting-kinds.ts'
import { heldFor } from './window-need.ts'

/** What is wrong with phases and their clocks; two that move one target at once are found with the steps. */
export function checkPhases(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const { phases } = plan
  if (phases === undefined) return []
  const places = placesOfPhases(startsOf(phases))
  return [
    ...duplicates(phases),
    ...backwards(phases),
    ...touchesBeforeT(phases, places, steps),
    ...tooShort(phases),
    ...late(phases, places),
    ...pastTheWindow(plan, phases, places),
  ]
}

const at = (i: number, ...rest: readonly string[]) => ['phases', i, 'phase', ...rest]

function duplicates(phases: readonly PlanPhase[]): readonly Fault[] {
  const names = phases.map(({ phase }) => phase.name)
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [fault(at(i, 'name'), 'duplicate-name', `a phase ${name} stands above`, 'give it another name')],
  )
}

/** A plan is read from top to bottom, so its clock goes that way too. */
function backwards(phases: readonly PlanPhase[]): readonly Fault[] {
  let latest: { readonly name: string; readonly ms: number } | null = null
  return phases.flatMap(({ phase: { name, at: start } }, i) => {
    if (start === undefined) return []
    const ms = start === 'before' ? Number.NEGATIVE_INFINITY : start
    const before = latest
    if (before === null || ms >= before.ms) {
      latest = { name, ms }
      return []
    }
    const when = start === 'before' ? 'once the change is scheduled' : `at ${formatOffset(start)}`
    return [
      fault(
        at(i, 'at'),
        'phases-backwards',
        `${name} begins ${when}, and stands behind ${before.name}, which begins at ${formatOffset(before.ms)}`,
        `write it before ${before.name}, or give it a later moment`,
      ),
    ]
  })
}

/** Before T no target is the change's own. */
function touchesBeforeT(
  phases: readonly PlanPhase[],
  places: readonly PhasePlace[],
  steps: readonly Arranged[],
): readonly Fault[] {
  const early = new Set(phases.flatMap(({ phase }, i) => (places[i]?.beforeT === true ? [phase.name] : [])))
  return steps
    .filter(({ phase }) => phase !== null && early.has(phase))
    .flatMap(({ id, path, phase, item }) => {
      const [target] = touched(item)
      return target === undefined
        ? []
        : [
            fault(
              path,
              'touches-before-t',
              `${id} touches ${target}, and ${phase} comes before T, when no target is the change's own`,
              'put it into a phase at T or later',
            ),
          ]
    })
}

function touched(item: Arranged['item']): readonly string[] {
  if (isRollout(item)) return item.rollout.targets
  if ('mode' in item) return waitingKindOf(item).targets(item) ?? ['its targets']
  return isWaiting(item) ? waitingKindOf(item).sides(item) : kindOf(item).sides(item)
}

function tooShort(phases: readonly PlanPhase[]): readonly Fault[] {
  return phases.flatMap(({ phase: { name, budget }, steps }, i) => {
    if (budget === undefined) return []
    if (budget <= 0)
      return [fault(at(i, 'budget'), 'bad-value', 'nothing is done in no time', 'leave it out, or write 30m')]
    const needed = heldFor(steps, (hold) => hold)
    return needed <= budget
      ? []
      : [
          warning(
            fault(
              at(i, 'budget'),
              'budget-too-short',
              `the holds of ${name} alone take ${formatDuration(needed)}, so it is late for sure`,
              `write ${formatDuration(needed)} or more`,
            ),
          ),
        ]
  })
}

/** Budgets before T that leave no time until the next phase, or until T. */
function late(phases: readonly PlanPhase[], places: readonly PhasePlace[]): readonly Fault[] {
  const faults: Fault[] = []
  let ready: number | null = null
  for (const [i, { phase }] of phases.entries()) {
    if (places[i]?.beforeT !== true) continue
    if (typeof phase.at === 'number') ready = Math.max(ready ?? phase.at, phase.at)
    if (ready === null) continue
    ready += phase.budget ?? 0
    const next = phases.slice(i + 1).find(({ phase: one }) => typeof one.at === 'number')?.phase.at
    const until = Math.min(typeof next === 'number' ? next : 0, 0)
    if (phase.budget === undefined || ready <= until) continue
    faults.push(
      warning(
        fault(
          at(i, 'budget'),
          'budget-too-long',
          `with its budget ${phase.name} ends at ${formatOffset(ready)}, and what comes next begins at ${formatOffset(until)}`,
          'begin it earlier, or give it less time',
        ),
      ),
    )
  }
  return faults
}

/** Each phase as early as it can be, with its holds alone: what then does not fit never does. */
function pastTheWindow(
  { window }: Plan,
  phases: readonly PlanPhase[],
  places: readonly PhasePlace[],
): readonly Fault[] {
  if (window === undefined || window.duration <= 0) return []
  const ends: Millis[] = []
  const faults: Fault[] = []
  for (const [i, { phase, steps }] of phases.entries()) {
    const place = places[i]
    if (place === undefined || place.beforeT) {
      ends.push(0)
      continue
    }
    const begins = Math.max(
      phase.at === undefined ? 0 : (place.earliestMs ?? 0),
      ...[...place.behind].map((one) => ends[one] ?? 0),
    )
    const end = begins + heldFor(steps, (hold) => hold)
    ends.push(end)
    if (faults.length > 0 || (begins < window.duration && end < window.duration)) continue
    const written = phase.at === undefined ? at(i, 'name') : at(i, 'at')
    faults.push(
      fault(
        written,
        'window-too-short',
        begins >= window.duration
          ? `${phase.name} begins at ${formatOffset(begins)} at the earliest, and the window is open for ${formatDuration(window.duration)}`
          : `${phase.name} lasts until ${formatOffset(end)} by its holds alone, and the window is open for ${formatDuration(window.duration)}`,
        `open the window for longer than ${formatDuration(Math.max(begins, end))}, or let ${phase.name} begin earlier`,
      ),
    )
  }
  return faults
}
