import assert from 'node:assert/strict'
import type { Actor } from '../../access/actor.ts'
import type { HeldFlag } from '../../flag/lock/held-flag.ts'
import type { Judged } from '../../judge/verdict.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { CLOSED, type Desired, otherSide } from '../../traffic/desired.ts'
import { asMode, NORMAL } from '../../traffic/mode.ts'
import type { CommandBody } from '../commands/command.ts'
import { isRefused } from '../commands/decision.ts'
import type { ChangeEvent, EventBody } from '../events/event.ts'
import { drafted, draftFrom } from '../evolve/draft.ts'
import type { EffectAnswer, EffectRef, Outcome, Probed } from '../outside/observations.ts'
import type { Order } from '../outside/order.ts'
import { watchesOf } from '../rollout/watches.ts'
import type { Change } from '../state/change.ts'
import { takeTurn } from './take-turn.ts'

export const AT = 1_760_000_000_000
const SECOND = 1_000
export const operator: Actor = { kind: 'person', name: 'olaf' }

/**
 * For tests of single moments: a change with proxies and hands that do what they are told, except where a test says
 * otherwise.
 */
export class Stand {
  change: Change
  now = AT
  /** Targets whose proxies do not answer. */
  deaf = new Set<string>()
  /** Targets whose mode somebody else has set last. */
  taken = new Set<string>()
  /** Writes under way on each target that would turn them away. */
  underWay: number | null = 0
  judged: readonly Judged[] = []
  probed: readonly Probed[] = []
  takeover = AT
  heldBy: readonly string[] = []
  heldFlags: readonly HeldFlag[] = []
  events: ChangeEvent[] = []
  orders: Order[] = []
  wakeAt: number | null = null
  readonly desired = new Map<string, Desired>()
  #answers: EffectAnswer[] = []
  #underway: EffectRef[] = []

  constructor(runbook: Runbook, needed = 0) {
    this.change = draftFrom(drafted('CHG-1', runbook, { kind: 'person', name: 'rita' }, AT))
    for (const target of runbook.targets)
      this.desired.set(target, { generation: 1, stable: 'blue', split: CLOSED })
    this.turn(0, { command: 'request', needed })
  }

  /** The refusal of the last command, or null. */
  turn(afterMs: number, ...commands: (CommandBody & { by?: Actor })[]): string | null {
    this.now += afterMs
    const { revision } = this.change
    const traffic = [...this.desired].map(
      ([target, desired]) =>
        [
          target,
          {
            desired,
            settled: !this.deaf.has(target),
            observed: 0,
            writes: desired.mode === undefined || this.deaf.has(target) ? null : this.underWay,
            ...(this.taken.has(target) ? { modeTaken: true as const } : {}),
          },
        ] as const,
    )
    const waiting = commands.map(({ by, ...command }, i) => ({
      dedup: `${i}`,
      actor: by ?? operator,
      command: { ...command, revision },
    }))
    const { heldBy, heldFlags, judged, probed, takeover } = this
    const seen = {
      heldBy,
      judged,
      probed,
      heldFlags,
      traffic: Object.fromEntries(traffic),
      answers: this.#answers,
      takeover,
    }
    const taken = takeTurn(this.change, waiting, this.now, seen)
    this.#answers = []
    this.change = taken.change
    this.wakeAt = taken.wakeAt
    this.events.push(...taken.events)
    this.orders.push(...taken.orders)
    taken.orders.forEach((order) => {
      this.#obey(order)
    })
    const last = taken.answers.at(-1)?.decision
    return last !== undefined && isRefused(last) ? last.because : null
  }

  answer(item: string, outcome: Outcome = { outcome: 'done', outputs: {}, evidence: 'ok' }): void {
    const refs = this.#underway.filter((ref) => ref.item === item)
    assert.ok(refs.length > 0, `${item} is not under way`)
    this.#underway = this.#underway.filter((ref) => ref.item !== item)
    this.#answers.push(...refs.map((ref) => ({ ref, ...outcome })))
    this.turn(SECOND)
  }

  /** An answer that nobody waits for any more, or not yet. */
  say(ref: EffectRef, outcome: Outcome = { outcome: 'done', outputs: {}, evidence: 'ok' }): void {
    this.#answers.push({ ref, ...outcome })
    this.turn(SECOND)
  }

  count(type: EventBody['type']): number {
    return this.events.filter((event) => event.type === type).length
  }

  /** What is wanted of each target. */
  wanted(): readonly Desired[] {
    return [...this.desired.values()]
  }

  /** Good words of every rule, up to now. */
  hear(verdict: Judged['verdict'] = 'no-worse'): void {
    const { change } = this
    this.judged = watchesOf(change).map(({ step, rule, target, from }): Judged => {
      const { signal, bound, minSamples } = rule
      const numbers = { value: 1, samples: 100, stable: null, sharedIncident: false }
      return {
        step,
        rule: rule.id,
        target,
        verdict,
        from,
        watermark: this.now,
        measuredUntil: this.now,
        intervalMs: 5_000,
        evidence: { signal, bound, minSamples, from, to: this.now, ...numbers },
      }
    })
  }

  #obey(order: Order): void {
    if (order.order === 'run') this.#underway.push(order.ref)
    if (order.order !== 'split' && order.order !== 'adopt' && order.order !== 'mode') return
    const { mode, ...before } = this.desired.get(order.target) ?? assert.fail(order.target)
    const generation = before.generation + 1
    if (order.order === 'mode') {
      this.desired.set(order.target, { ...before, generation, ...asMode(order.mode) })
      return
    }
    const latched = before.split.mode === 'closed' && before.split.latched
    assert.ok(!latched || order.order === 'adopt' || order.split.mode === 'closed', 'opened a latched target')
    this.desired.set(order.target, {
      ...asMode(mode ?? NORMAL),
      generation,
      stable: order.order === 'adopt' ? otherSide(before.stable) : before.stable,
      split: order.order === 'adopt' ? CLOSED : order.split,
    })
  }
}
