import { setTimeout as sleep } from 'node:timers/promises'
import type { Part } from './parts.testing.ts'

/** Which part dies next, when, and for how long. All of it follows from the seed. */
export type Blow = {
  /** So many more entries of the change's journal are awaited, so that kills are spread over what it does, not over its waiting. */
  readonly afterEntries: number
  readonly thenMs: number
  /** Names of parts: mostly one, now and then another kind at the same moment. */
  readonly victims: readonly string[]
  /** As long as an init system takes to start it again. */
  readonly downMs: number
}

/** Kinds take turns in an order that is shuffled for each round, so that every kind gets its share; `first` begin. */
export function blowsOn(
  parts: readonly Part[],
  random: () => number,
  first: readonly Part['kind'][],
): () => Blow {
  const kinds = [...new Set(parts.map(({ kind }) => kind))]
  let round: Part['kind'][] = first.length === 0 ? [] : shuffled(first, random)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const oneOf = (kind: Part['kind']) => pick(parts.filter((part) => part.kind === kind)).name
  return () => {
    if (round.length === 0) round = shuffled(kinds, random)
    const kind = round.pop() as Part['kind']
    const others = kinds.filter((other) => other !== kind)
    return {
      afterEntries: 1 + Math.floor(random() * 5),
      // In the middle of what the entry set going, or in the quiet after it.
      thenMs: Math.floor(random() * (random() < 0.5 ? 60 : 900)),
      victims: [oneOf(kind), ...(random() < 0.2 ? [oneOf(pick(others))] : [])],
      downMs: 100 + Math.floor(random() * 1_900),
    }
  }
}

/** SIGKILL to all of them at once, and each is started again after a while. Resolves when all are back. */
export async function strike(parts: readonly Part[], { victims, downMs }: Blow): Promise<void> {
  const struck = parts.filter(({ name }) => victims.includes(name))
  await Promise.all(struck.map((part) => part.kill()))
  await sleep(downMs)
  await Promise.all(struck.map((part) => part.start()))
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}
