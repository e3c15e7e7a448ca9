import { setTimeout as sleep } from 'node:timers/promises'
import type { Script } from '../../src/core/simulate/script.ts'
import type { Millis } from '../../src/core/time/instant.ts'
import { Refused } from '../../src/http/client/client.ts'
import type { House } from './house.testing.ts'

/** The people of the plan at their pages: they say yes to what waits for them, once it has waited for a while. */
export type Answering = {
  /** In this change, as its script says: after `peopleTake`, at its pace, and not where a command is about it. */
  answer(change: string, script: Script, pace: number): void
  stop(): Promise<void>
}

const LOOKS_EVERY_MS = 100
/** Not the tasks that are owed after its end. */
const IN_THE_RUN: ReadonlySet<string> = new Set(['item', 'decision'])

export function startAnswering({ people }: Pick<House, 'people'>): Answering {
  const rules = new Map<
    string,
    { readonly takesMs: Millis; readonly scripted: ReadonlySet<string | undefined> }
  >()
  const said = new Set<string>()
  const stopping = new AbortController()

  const look = async ({ client, name }: House['people'][number]): Promise<void> => {
    for (const { change, kind, ref, since } of (await client.mine()).mine) {
      const rule = rules.get(change)
      if (
        rule === undefined ||
        !IN_THE_RUN.has(kind) ||
        ref === null ||
        since === null ||
        rule.scripted.has(ref)
      )
        continue
      const key = `${name} ${change} ${ref} ${since}`
      if (said.has(key) || Date.now() < Date.parse(since) + rule.takesMs) continue
      said.add(key)
      const says =
        kind === 'decision'
          ? ({ command: 'decide', decision: ref, as: 'approve' } as const)
          : ({ command: 'tick', item: ref } as const)
      await client.command(change, says).catch(overMeanwhile)
    }
  }
  const looking = Promise.all(
    people.map(async (person) => {
      while (!stopping.signal.aborted) {
        await look(person)
        await sleep(LOOKS_EVERY_MS)
      }
    }),
  )
  return {
    answer: (change, { peopleTake, commands }, pace) => {
      rules.set(change, { takesMs: peopleTake / pace, scripted: new Set(commands.map(({ item }) => item)) })
    },
    stop: async () => {
      stopping.abort()
      await looking
    },
  }
}

/** What was asked may be over before the answer comes. */
function overMeanwhile(error: unknown): void {
  if (!(error instanceof Refused)) throw error
}
