import type { Probed } from '../change/outside/observations.ts'
import type { AskedSide } from '../change/probing/asked.ts'
import { answered, isDecided, type ProbeAnswer, saysTheSame } from '../probe/answer.ts'
import { type Probe, probeName } from '../probe/probe.ts'
import { dueAt, type SideStates, stateOf } from '../probe/side.ts'
import type { Instant } from '../time/instant.ts'
import type { Script } from './script.ts'

/** The deployed sides of a simulation: every question is answered at once, and as the script says. */
export class VirtualProbes {
  readonly #script: Script
  readonly #start: Instant
  #known: readonly Probed[] = []

  constructor(script: Script, start: Instant) {
    this.#script = script
    this.#start = start
  }

  /** Asks all that is due up to now. */
  follow(sides: readonly AskedSide[], now: Instant): void {
    this.#known = this.probed(sides, now)
  }

  /** What would be known at `at`. */
  probed(sides: readonly AskedSide[], at: Instant): readonly Probed[] {
    return sides.map((side) => ({
      target: side.target,
      from: side.from,
      states: side.probes.reduce(
        (states, probe) => this.#asked(side, probe, states, at),
        this.#statesOf(side),
      ),
    }))
  }

  /** When an answer next changes something, as far as that is known. */
  nextNews(sides: readonly AskedSide[], now: Instant, takeover: Instant): Instant | null {
    const news = sides.flatMap((side) => {
      const states = this.#statesOf(side)
      return side.probes.flatMap((probe) => this.#newsOf(side, probe, states, now, takeover) ?? [])
    })
    return news.length === 0 ? null : Math.min(...news)
  }

  #newsOf(
    side: AskedSide,
    probe: Probe,
    states: SideStates,
    now: Instant,
    takeover: Instant,
  ): Instant | null {
    const due = dueAt(probe, side.probes, side.from, states)
    if (due === null) return null
    const state = stateOf(states, probe)
    const { answer, until } = this.#answerAt(side.target, probe, due)
    const isNews = !saysTheSame(answered(probe, state, answer), state) || (state.at ?? 0) < takeover
    if (isNews) return Math.max(due, now + 1)
    return Number.isFinite(until) ? Math.max(until, now + 1) : null
  }

  #statesOf({ target, from }: AskedSide): SideStates {
    return this.#known.find((one) => one.target === target && one.from === from)?.states ?? {}
  }

  #asked(side: AskedSide, probe: Probe, before: SideStates, now: Instant): SideStates {
    let states = before
    for (;;) {
      const due = dueAt(probe, side.probes, side.from, states)
      if (due === null || due > now) return states
      const { answer, until } = this.#answerAt(side.target, probe, due)
      const state = stateOf(states, probe)
      const next = answered(probe, state, answer)
      // All that are asked before the script says something else are answered alike.
      const beats = Math.floor((Math.min(now, until - 1) - due) / probe.everyMs)
      const isSteady = saysTheSame(next, state) && !isDecided(probe, next)
      const at = isSteady ? due + Math.max(0, beats) * probe.everyMs : due
      states = { ...states, [probeName(probe)]: { ...next, at } }
    }
  }

  /** `until`: as long as the answer stays. */
  #answerAt(
    target: string,
    probe: Probe,
    at: Instant,
  ): { readonly answer: ProbeAnswer; readonly until: Instant } {
    const offset = at - this.#start
    const lines = this.#script.probes.filter(
      (line) =>
        line.probe === probeName(probe) && (line.targets === undefined || line.targets.includes(target)),
    )
    const failing = lines.findLast(
      ({ from, until = Number.POSITIVE_INFINITY }) => from <= offset && offset < until,
    )
    const edges = lines
      .flatMap(({ from, until = Number.POSITIVE_INFINITY }) => [from, until])
      .filter((edge) => edge > offset)
    const answer = { ok: failing === undefined, says: failing?.says ?? 'simulated', at }
    return { answer, until: this.#start + Math.min(...edges) }
  }
}
