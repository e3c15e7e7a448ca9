import assert from 'node:assert/strict'
import type { ChangeEvent } from '../../src/core/change/events/event.ts'
import { drafted } from '../../src/core/change/evolve/draft.ts'
import type { Order } from '../../src/core/change/outside/order.ts'
import { type Change, isTerminal } from '../../src/core/change/state/change.ts'
import type { OwedTask } from '../../src/core/follow-up/owed-task.ts'
import type { Judged } from '../../src/core/judge/verdict.ts'
import { compilePlan } from '../../src/core/plan/plan.ts'
import type { Runbook } from '../../src/core/runbook/runbook.ts'
import { readScript } from '../../src/core/simulate/script.ts'
import { simulate } from '../../src/core/simulate/simulate.ts'
import { virtualSignals } from '../../src/core/simulate/virtual-signal.ts'
import { VirtualWorld } from '../../src/core/simulate/virtual-world.ts'
import { parseDuration } from '../../src/core/time/duration.ts'
import type { Instant } from '../../src/core/time/instant.ts'
import type { EffectShown } from '../../src/ports/store/questions.ts'
import type { TargetRow } from '../../src/ports/store/targets.ts'

/** A plan that runs in a world, up to a moment of it. */
export type Scenario = {
  readonly id: string
  readonly plan: string
  readonly inputs?: Readonly<Record<string, string>>
  /** Who leads its parts; without them the team. */
  readonly leads?: Readonly<Record<string, string>>
  /** `observations.yaml`: what the world does. */
  readonly script: string
  /** How long after the request the picture is taken. */
  readonly at: string
  /** What its effects printed. */
  readonly effects?: readonly EffectShown[]
}

/** Everything that the tables of a server would hold at that moment. */
export type Played = {
  readonly change: Change
  readonly events: readonly ChangeEvent[]
  readonly judged: readonly Judged[]
  readonly targets: readonly TargetRow[]
  readonly tasks: readonly OwedTask[]
  readonly effects: readonly EffectShown[]
  readonly world: VirtualWorld
  readonly now: Instant
}

export const TEAM = { cutover: 'ada', database: 'ben', product: 'paul' }
/** When each of them is requested. */
export const REQUESTED = Date.parse('2027-03-01T09:30:00Z')
export const T = '2027-03-01T10:00:00Z'

export function play(scenario: Scenario): Played {
  const runbook = runbookOf(scenario)
  const read = readScript(`until: ${scenario.at}\nscrapeEvery: 5s\n${scenario.script}`)
  assert.ok('script' in read, JSON.stringify(read))
  const lagMs = read.script.scrapeLag ?? 1_000
  const stables = new Map(runbook.targets.map((target) => [target, 'blue'] as const))
  const signals = virtualSignals(runbook, () => null)
  const world = new VirtualWorld({ ...read.script, scrapeLag: lagMs }, REQUESTED, stables, signals)
  const modes = new Map<string, TargetRow['modeSet']>()
  const tasks: OwedTask[] = []
  // As in a table: what is no longer watched keeps its last word.
  const judged = new Map<string, Judged>()
  const hear = (order: Order, at: Instant) => {
    if (order.order === 'split' || order.order === 'adopt' || order.order === 'mode') world.obey(order, at)
    if (order.order === 'mode')
      modes.set(order.target, {
        by: { kind: 'change', id: scenario.id },
        because: order.because ?? null,
        at,
      })
    if (order.order === 'owe') tasks.push(...order.tasks.map((task) => ({ ...task, change: scenario.id })))
  }
  const simulated = simulate(runbook, read.script, REQUESTED, ({ now, taken, seen }) => {
    for (const one of seen.judged) judged.set(`${one.step} ${one.rule} ${one.target}`, one)
    for (const order of taken.orders) hear(order, now)
  })
  const now = REQUESTED + (parseDuration(scenario.at) ?? assert.fail(scenario.at))
  const change = { ...simulated.change, id: scenario.id }
  const [, ...later] = simulated.events
  return {
    change,
    events: [drafted(scenario.id, runbook, { kind: 'person', name: 'operator' }, REQUESTED), ...later],
    judged: [...judged.values()],
    targets: rowsOf(change, world, modes, now),
    tasks,
    effects: scenario.effects ?? [],
    world,
    now,
  }
}

function runbookOf({ plan, inputs = { start: T }, leads = TEAM }: Scenario): Runbook {
  const people = { leads, contacts: {} }
  const compiled = compilePlan(plan, 'plan.yaml', { inputs, pace: 1, binding: null, people })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  return compiled.runbook
}

function rowsOf(
  change: Change,
  world: VirtualWorld,
  modes: ReadonlyMap<string, TargetRow['modeSet']>,
  now: Instant,
): readonly TargetRow[] {
  return Object.entries(world.traffic(now)).map(([service, { desired, settled, writes }]) => ({
    name: `${change.runbook.environment}/${service}`,
    desired,
    owner: isTerminal(change) || change.status === 'preparing' ? null : change.id,
    conflict: null,
    swappedUnder: null,
    modeSet: modes.get(service) ?? null,
    dismissed: [],
    proxies: [
      {
        instance: 'run/gateway.sock',
        has: settled ? desired : { ...desired, generation: desired.generation - 1 },
        seenAt: now,
        because: null,
        writes,
      },
    ],
  }))
}
