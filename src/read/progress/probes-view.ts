import { isAsking } from '../../core/change/probing/asked.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import type { ProbedSide } from '../../core/change/state/probing.ts'
import type { ProbeWord } from '../../core/probe/answer.ts'
import { type Probe, type ProbeKind, probeName } from '../../core/probe/probe.ts'
import { consequence, probeWords } from '../../core/probe/words.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Side } from '../../core/traffic/desired.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** What a side that the change has deployed says of itself. */
export type ProbedView = {
  readonly target: string
  readonly side: Side
  /** Whether it is being asked now. */
  readonly asked: boolean
  readonly silentSince: Shown | null
  /** All of it in one sentence. */
  readonly sentence: string
  readonly probes: readonly ProbeView[]
}

export type ProbeView = {
  readonly probe: string
  readonly kind: ProbeKind
  readonly path: string
  /** Null: it has not come to a word yet. */
  readonly now: ProbeWord | null
  readonly since: Shown | null
  /** The answer that made it so. */
  readonly says: string | null
}

export function viewProbes(change: Change): readonly ProbedView[] {
  const { probes = [] } = change.runbook
  return Object.entries(runOf(change)?.probing ?? {}).map(([target, side]) => ({
    target,
    side: side.side,
    asked: side.ended !== true && isAsking(change),
    silentSince: maybe(side.silentSince),
    sentence: sentenceOf(target, side, probes),
    probes: probes.map((probe) => {
      const told = toldOf(side, probe)
      const { kind, path } = probe
      const known = { now: told?.now ?? null, since: maybe(told?.at ?? null), says: told?.says ?? null }
      return { probe: probeName(probe), kind, path, ...known }
    }),
  }))
}

const toldOf = ({ told }: ProbedSide, probe: Probe) =>
  Object.hasOwn(told, probeName(probe)) ? told[probeName(probe)] : undefined

function sentenceOf(target: string, side: ProbedSide, probes: readonly Probe[]): string {
  const name = `${target} (${side.side})`
  if (side.silentSince !== null)
    return `${name} has not been asked since ${instant(side.silentSince)}; it takes no new weight`
  const failing = probes.flatMap((probe) => {
    const told = toldOf(side, probe)
    if (told?.now !== 'failing') return []
    return [`${probeWords(probe)} is not well (${told.says}); ${consequence(probe.kind, 'failing')}`]
  })
  const open = probes.filter((probe) => toldOf(side, probe) === undefined).map(probeWords)
  if (failing.length > 0) return `${name}: ${failing.join('; ')}`
  if (open.length === 0) return `${name} is well: ${probes.map(probeWords).join(', ')}`
  return `${name} has not said yet how it is: ${open.join(', ')}`
}

/** `isFresh`: it has not come to a word yet. */
export type Unready = {
  readonly target: string
  readonly since: Instant
  readonly sentence: string
  readonly isFresh: boolean
}

/** Sides that take no new weight now, each with why. */
export function unreadySides(change: Change): readonly Unready[] {
  const { probes = [] } = change.runbook
  const needed = probes.filter(({ kind }) => kind === 'startup' || kind === 'ready')
  if (!isAsking(change)) return []
  return Object.entries(runOf(change)?.probing ?? {}).flatMap(([target, side]) => {
    const name = `${target} (${side.side})`
    const startup = side.told.startup
    if (startup?.now === 'failing') {
      const sentence = `${name} has not started: ${startup.says}`
      return [{ target, since: startup.at, sentence, isFresh: false }]
    }
    if (side.ended === true) return []
    if (side.silentSince !== null)
      return [{ target, since: side.silentSince, sentence: `Nobody asks ${name} how it is`, isFresh: false }]
    const open = needed.find((probe) => toldOf(side, probe)?.now !== 'well')
    if (open === undefined) return []
    const told = toldOf(side, open)
    const why = told === undefined ? 'it has not answered well yet' : told.says
    const sentence = `${name} is not ready: ${why}`
    return [{ target, since: told?.at ?? side.from, sentence, isFresh: told === undefined }]
  })
}
