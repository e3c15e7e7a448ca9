import type { Logger } from 'pino'
import type { LoopRecord } from '../../core/loop/loop-standing.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Loop, type LoopMember, startLoop } from './loop.ts'
import { LOOP_NAMES, LOOPS, type LoopName, type LoopRow } from './loop-table.ts'

/** The loops of one server: started by their names in the table, looked at, and stopped. */
export type Loops = {
  /** Stopping it takes it off the list. */
  start(name: LoopName, members: readonly LoopMember[]): { stop(): Promise<void> }
  /** In the order of the table. */
  all(): readonly LoopSeen[]
  onRound(listener: (seen: RoundSeen) => void): void
  /** All of them together, then those that stop last, one after the other. */
  stop(): Promise<void>
}

export type LoopSeen = {
  readonly name: LoopName
  readonly of: string | null
  readonly row: LoopRow
  readonly everyMs: Millis
  readonly record: LoopRecord & { readonly error: string | null }
}

export type RoundSeen = {
  readonly name: LoopName
  readonly result: 'ok' | 'failed'
  readonly seconds: number
}

export type LoopHouse = {
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly log: Logger
  readonly redact?: (text: string) => string
}

type Started = { readonly name: LoopName; readonly member: LoopMember; readonly loop: Loop }

export function openLoops({ clock, log, redact = (text) => text }: LoopHouse): Loops {
  const started = new Set<Started>()
  const listeners: ((seen: RoundSeen) => void)[] = []

  const startOne = (name: LoopName, member: LoopMember): Started => {
    const { everyMs, limitMs, retryToMs } = LOOPS[name]
    const called = member.of === null ? name : `${name} of ${member.of}`
    const onRound = (result: 'ok' | 'failed', seconds: number) => {
      for (const listener of listeners) listener({ name, result, seconds })
    }
    const loop = startLoop({ everyMs, ...member, limitMs, retryToMs, called, clock, log, redact, onRound })
    const one = { name, member, loop }
    started.add(one)
    return one
  }
  const stopAll = async (those: readonly Started[]) => {
    for (const one of those) started.delete(one)
    await Promise.all(those.map(({ loop }) => loop.stop()))
  }
  const named = (name: LoopName) => [...started].filter((one) => one.name === name)

  return {
    start(name, members) {
      const those = members.map((member) => startOne(name, member))
      return { stop: () => stopAll(those) }
    },
    all: () =>
      LOOP_NAMES.flatMap((name) =>
        named(name).map(({ member, loop }) => ({
          name,
          of: member.of,
          row: LOOPS[name],
          everyMs: member.everyMs ?? LOOPS[name].everyMs,
          record: loop.record(),
        })),
      ),
    onRound: (listener) => void listeners.push(listener),
    async stop() {
      await stopAll([...started].filter(({ name }) => LOOPS[name].stops === 'with-the-others'))
      for (const name of LOOP_NAMES) await stopAll(named(name))
    },
  }
}
