import { setTimeout as sleep } from 'node:timers/promises'
import type { Fleet } from './fleet.testing.ts'
import type { Hanging, Part } from './parts.testing.ts'

/** Which part dies or stands still next, when, and for how long. All of it follows from the seed. */
export type Blow = {
  /**
   * So many more entries of the change's journal are awaited, so that blows are spread over what it does, not over
   * its waiting.
   */
  readonly afterEntries: number
  readonly thenMs: number
  readonly how: 'kill' | 'hang'
  /** Names of parts: mostly one, now and then another kind at the same moment. */
  readonly victims: readonly string[]
  readonly forMs: number
}

/** As long as an init system takes to start it again. */
const DOWN_MS = [100, 2_000] as const
/** Past every time limit of ours that is about a call, and past a replica's lease. */
const STILL_MS = [500, 12_000] as const
/** A user who came to a proxy that stands still waits for it, and gives up after ten seconds. */
const PROXY_STILL_MS = [500, 6_000] as const

/**
 * So many kills, and half as often something that hangs. Kinds take turns in an order that is shuffled for each
 * round, so that every kind gets its share; those of `first` are killed before any other.
 */
export function blowsOn(
  { parts, hanging }: Pick<Fleet, 'parts' | 'hanging'>,
  random: () => number,
  first: readonly Part['kind'][],
): (kills: number) => readonly Blow[] {
  const nextKilled = turns(parts, random, first)
  const nextHanging = turns(hanging, random, [])
  const blow = (how: Blow['how'], victims: readonly Hanging[]): Blow => ({
    afterEntries: 1 + Math.floor(random() * 5),
    // In the middle of what the entry set going, or in the quiet after it.
    thenMs: Math.floor(random() * (random() < 0.5 ? 60 : 900)),
    how,
    victims: victims.map(({ name }) => name),
    forMs: between(how === 'kill' ? DOWN_MS : stillFor(victims), random),
  })
  let kills = 0
  return (more) =>
    Array.from({ length: more }, () => {
      kills += 1
      const killed = blow('kill', nextKilled())
      return kills % 2 === 0 ? [killed] : [killed, blow('hang', nextHanging())]
    }).flat()
}

/** All of them are struck at once, and each is put right after a while. Resolves when all are back. */
export async function strike(
  { parts, hanging }: Pick<Fleet, 'parts' | 'hanging'>,
  { how, victims, forMs }: Blow,
): Promise<void> {
  const struck = <One extends Hanging>(all: readonly One[]) =>
    all.filter(({ name }) => victims.includes(name))
  if (how === 'hang') {
    const goOn = struck(hanging).map((part) => part.hang())
    try {
      await sleep(forMs)
    } finally {
      for (const each of goOn) each()
    }
    return
  }
  await Promise.all(struck(parts).map((part) => part.kill()))
  await sleep(forMs)
  await Promise.all(struck(parts).map((part) => part.start()))
}

/** Gives one of a kind, and sometimes one of another kind as well. */
function turns<One extends Hanging>(
  all: readonly One[],
  random: () => number,
  first: readonly One['kind'][],
): () => readonly One[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))]
  let round = shuffled(first, random)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const oneOf = (kind: One['kind']) => pick(all.filter((one) => one.kind === kind))
  return () => {
    if (round.length === 0) round = shuffled(kinds, random)
    const kind = round.pop() as One['kind']
    const others = kinds.filter((other) => other !== kind)
    return [oneOf(kind), ...(random() < 0.2 ? [oneOf(pick(others))] : [])]
  }
}

function stillFor(victims: readonly Hanging[]): readonly [number, number] {
  return victims.some(({ kind }) => kind === 'gateway' || kind === 'haproxy') ? PROXY_STILL_MS : STILL_MS
}

const between = ([least, most]: readonly [number, number], random: () => number): number =>
  least + Math.floor(random() * (most - least))

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}
