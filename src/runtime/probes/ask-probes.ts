import { answered, type ProbeAnswer, saysTheSame } from '../../core/probe/answer.ts'
import { type Probe, probeName } from '../../core/probe/probe.ts'
import { dueAt, KEPT_WITHIN_MS, type SideStates, stateOf } from '../../core/probe/side.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AskedRow, ProbeSave } from '../../ports/store/probes.ts'
import type { Store } from '../../ports/store/store.ts'
import type { Bells } from '../context/bells.ts'
import type { Reach, Target } from '../context/reach.ts'
import type { LoopMember } from '../loop/loop.ts'
import { askSide } from './ask-side.ts'

/** Questions that wait for their answers at once; others that are due wait for them. */
const TOGETHER = 256
const LEAST_PAUSE_MS: Millis = 100

/** What of a server it leans on. */
type Asking = {
  readonly store: Pick<Store, 'probes'>
  readonly clock: Pick<Clock, 'now'>
  readonly bells: Pick<Bells, 'probes' | 'tick'>
  readonly reach: Pick<Reach, 'askSide'> & {
    readonly environments: Readonly<
      Record<string, { readonly targets: Readonly<Record<string, Pick<Target, 'sides'>>> }>
    >
  }
}

/** A side as this server knows it: what is kept of it, and what was answered since. */
type Known = {
  row: AskedRow
  readonly address: string
  states: SideStates
  /** When what is kept was written, as far as it matters: how old it may be. */
  keptAt: Instant
  readonly waiting: Set<string>
  readonly answers: (ProbeAnswer & { readonly probe: Probe })[]
}

/**
 * Asks the deployed sides of all changes what their plans have them asked. A round never waits for an answer: it counts
 * those that have come, keeps what is new, and asks what is due. All servers ask at the same beats, and the first that
 * keeps an answer is the one that counts it, so that two are no worse than one; what is kept is enough to go on from.
 */
export function askProbes({ store, clock, bells, reach }: Asking): LoopMember {
  const bell = bells.probes
  const stop = new AbortController()
  const known = new Map<string, Known>()
  let underWay = 0

  const ask = async (side: Known, probe: Probe, at: Instant) => {
    underWay += 1
    side.waiting.add(probeName(probe))
    const answer = await askSide(reach.askSide, side.address, probe, at, stop.signal)
    underWay -= 1
    side.waiting.delete(probeName(probe))
    if (answer === null) return
    side.answers.push({ ...answer, probe })
    const state = stateOf(side.states, probe)
    if (!saysTheSame(answered(probe, state, answer), state)) bell.ring()
  }

  return {
    of: null,
    bell,
    stopping: () => stop.abort(),
    round: async () => {
      const rows = await store.probes.asked()
      follow(known, rows, reach)
      const saves = [...known.values()].flatMap((side) => hear(side, clock.now()) ?? [])
      const saved = await store.probes.saveAll(saves).catch((error: unknown) => {
        // What was counted and not kept is counted anew.
        known.clear()
        throw error
      })
      saves.forEach((save, i) => {
        const key = keyOf(save)
        const side = known.get(key)
        if (side === undefined) return
        // Somebody was faster: what they have kept is read in the next round, and gone on from.
        if (saved[i] !== true) known.delete(key)
        else {
          side.row = { ...side.row, revision: save.revision + 1 }
          side.keptAt = clock.now()
        }
      })
      if (saves.some(({ wake }, i) => wake !== null && saved[i] === true)) bells.tick.ring()
      const now = clock.now()
      for (const { side, probe, due } of dueOf(known.values())) {
        if (due > now || underWay >= TOGETHER) break
        const missed = Math.floor((now - due) / probe.everyMs)
        void ask(side, probe, due + missed * probe.everyMs)
      }
      const [next] = dueOf(known.values())
      return next === undefined ? undefined : Math.max(LEAST_PAUSE_MS, next.due - now)
    },
  }
}

const keyOf = ({ change, target }: Pick<AskedRow, 'change' | 'target'>): string => `${change} ${target}`

/** What is asked now. What another server has kept is taken over; a side that has no address any more is not asked. */
function follow(
  known: Map<string, Known>,
  rows: readonly AskedRow[],
  { environments }: Asking['reach'],
): void {
  const keys = new Set(rows.map(keyOf))
  for (const key of known.keys()) if (!keys.has(key)) known.delete(key)
  for (const row of rows) {
    const before = known.get(keyOf(row))
    if (before?.row.from === row.from && before.row.revision === row.revision) continue
    const { targets } = environments[row.environment] ?? {}
    const address = Object.hasOwn(targets ?? {}, row.target)
      ? targets?.[row.target]?.sides[row.side]
      : undefined
    if (address === undefined) {
      known.delete(keyOf(row))
      continue
    }
    const keptAt = Math.max(0, ...row.probes.map((probe) => stateOf(row.states, probe).at ?? 0))
    // A question that is under way is of this side as well, unless it was deployed anew.
    const same = before?.row.from === row.from ? before : null
    const { waiting = new Set<string>(), answers = [] } = same ?? {}
    known.set(keyOf(row), { row, address, states: row.states, keptAt, waiting, answers })
  }
}

/** Counts what was answered; says what there is to keep, where there is anything new. */
function hear(side: Known, now: Instant): ProbeSave | null {
  const { row, answers } = side
  if (answers.length === 0) return null
  let { states } = side
  let isNews = false
  let wakes = false
  for (const { probe, ...answer } of answers.splice(0)) {
    const before = stateOf(states, probe)
    const after = answered(probe, before, answer)
    isNews ||= !saysTheSame(before, after)
    wakes ||= before.now !== after.now
    states = { ...states, [probeName(probe)]: after }
  }
  side.states = states
  if (!isNews && now - side.keptAt < KEPT_WITHIN_MS / 2) return null
  const { change, target, from, revision } = row
  return { change, target, from, states, revision, wake: wakes ? now : null }
}

/** What is not being asked already, the one that is due first before the others. */
function dueOf(sides: Iterable<Known>): readonly { side: Known; probe: Probe; due: Instant }[] {
  return [...sides]
    .flatMap((side) =>
      side.row.probes.flatMap((probe) => {
        if (side.waiting.has(probeName(probe))) return []
        const due = dueAt(probe, side.row.probes, side.row.from, side.states)
        return due === null ? [] : [{ side, probe, due }]
      }),
    )
    .sort((a, b) => a.due - b.due)
}
