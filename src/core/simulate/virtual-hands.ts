import { type EffectAnswer, type EffectRef, keyOf, type Outcome } from '../change/outside/observations.ts'
import type { Order } from '../change/outside/order.ts'
import type { Instant } from '../time/instant.ts'
import type { Script } from './script.ts'

type Underway = { readonly ref: EffectRef; readonly endsAt: Instant; readonly outcome: Outcome }

/** The commands and calls of a simulation: each takes as long and ends as the script says, within its time limit. */
export class VirtualHands {
  readonly #script: Script
  readonly #underway = new Map<string, Underway>()

  constructor(script: Script) {
    this.#script = script
  }

  obey(order: Order, now: Instant): void {
    if (order.order === 'stop') this.#stop(order.ref, now)
    if (order.order !== 'run') return
    const { ref, timeLimitMs } = order
    const said = this.#script.effects.find((line) => isAbout(line, ref))
    const takes = said?.takes ?? this.#script.effectsTake
    const outcome: Outcome =
      takes > timeLimitMs ? { outcome: 'failed', reason: 'its time limit was reached' } : outcomeOf(said)
    this.#underway.set(keyOf(ref), { ref, endsAt: now + Math.min(takes, timeLimitMs), outcome })
  }

  finished(now: Instant): readonly EffectAnswer[] {
    const done = [...this.#underway].filter(([, { endsAt }]) => endsAt <= now)
    for (const [key] of done) this.#underway.delete(key)
    return done.map(([, { ref, outcome }]) => ({ ref, ...outcome }))
  }

  /** When the next one ends; the same instant is not asked for twice. */
  nextEnd(now: Instant): Instant | null {
    const ends = [...this.#underway.values()].map(({ endsAt }) => Math.max(endsAt, now + 1))
    return ends.length === 0 ? null : Math.min(...ends)
  }

  #stop(ref: EffectRef, now: Instant): void {
    const running = this.#underway.get(keyOf(ref))
    if (running !== undefined)
      this.#underway.set(keyOf(ref), { ...running, endsAt: now + 1, outcome: { outcome: 'stopped' } })
  }
}

type Line = Script['effects'][number]

function isAbout(line: Line, ref: EffectRef): boolean {
  return (
    line.item === ref.item &&
    line.direction === ref.direction &&
    (line.attempt ?? ref.attempt) === ref.attempt
  )
}

function outcomeOf(said: Line | undefined): Outcome {
  switch (said?.outcome) {
    case 'failed':
    case 'unknown':
      return { outcome: said.outcome, reason: said.reason }
    case 'done':
    case undefined:
      return { outcome: 'done', outputs: said?.outputs ?? {}, evidence: 'simulated' }
  }
}
