import type { ChangeId } from '../../core/change/state/change.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { QuietTicks } from '../../ports/store/ticks.ts'
import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'
import { tickChange, turnIn } from './tick-change.ts'

const BATCH = 256
const AT_ONCE = 4
/** From so many on it pays to take first, all at once, the turns in which nothing happens. */
const MANY = 4
/** A change that is due and cannot have its turn (another replica has it) must not make this loop spin. */
const BUSY_MS: Millis = 50

/** Changes take their turns when they are due; a part that knows more rings the bell. */
export function takeTurns(runtime: Runtime): LoopMember {
  const { store, clock, bells } = runtime
  return {
    of: null,
    bell: bells.tick,
    round: async (signal) => {
      const due = await store.ticks.due(clock.now(), BATCH)
      runtime.heard()
      const { quiet, eventful } =
        due.length < MANY ? { quiet: 0, eventful: due } : await tickQuietly(runtime, due)
      const ticked = quiet + (await tickAll(runtime, eventful, signal))
      if (ticked < due.length) return BUSY_MS
      if (due.length === BATCH) return 0
      const next = await store.ticks.nextDue()
      return next === null ? undefined : Math.max(next - clock.now(), 1)
    },
  }
}

const tickQuietly = (runtime: Runtime, due: readonly ChangeId[]): Promise<QuietTicks> =>
  runtime.store.ticks.quiet(due, runtime.clock.now(), turnIn(runtime))

/** How many really took a turn. One that fails does not keep the others from theirs; an outage ends the round. */
async function tickAll(runtime: Runtime, ids: readonly ChangeId[], signal: AbortSignal): Promise<number> {
  const left = [...ids]
  let ticked = 0
  const worker = async () => {
    for (let id = left.shift(); id !== undefined && !signal.aborted; id = left.shift())
      if ((await tickChange(runtime, id, 'skip')).ticked) ticked += 1
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker))
  const failed = ended.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return ticked
}
