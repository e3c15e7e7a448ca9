import type { ChangeId } from '../../core/change/state/change.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { AskedCommand, CommandAnswer } from '../../ports/store/ticks.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import { tickChange } from './tick-change.ts'

export type Asked =
  | { readonly asked: 'answered'; readonly answer: CommandAnswer }
  /** Stored, and will be answered by the change's next turn; the same `dedup` asks for the answer again. */
  | { readonly asked: 'pending' }
  /** The same `dedup` was used for another command. */
  | { readonly asked: 'conflict' }
  | { readonly asked: 'unknown-change' }

const ANSWER_LIMIT_MS: Millis = 2_000
const LOOK_AGAIN_MS: Millis = 50

/** Stores a command, lets the change take its turn at once, and gives the stored answer. */
export async function askChange(
  runtime: Runtime,
  id: ChangeId,
  item: Omit<AskedCommand, 'at'>,
): Promise<Asked> {
  const { store, clock, log } = runtime
  const stored = await store.ticks.ask(id, { ...item, at: clock.now() })
  if (stored === 'conflict' || stored === 'unknown-change') return { asked: stored }
  try {
    const answer = await within(ANSWER_LIMIT_MS, `the answer of ${id}`, (signal) =>
      answered(runtime, id, item.dedup, stored, signal),
    )
    return { asked: 'answered', answer }
  } catch (error) {
    // It is in the inbox: whatever went wrong, it is not lost, and the next turn answers it.
    log.warn(
      { change: id, command: item.command.command, err: error },
      'a command was stored and waits for its answer',
    )
    return { asked: 'pending' }
  }
}

/** The turn that it is given here answers it, unless another server holds the change, or answers first. */
async function answered(
  runtime: Runtime,
  id: ChangeId,
  dedup: string,
  stored: 'accepted' | 'joined',
  signal: AbortSignal,
): Promise<CommandAnswer> {
  const { store, clock } = runtime
  const before = stored === 'joined' ? await store.ticks.answerTo(id, dedup) : null
  if (before !== null) return before
  const ticking = tickChange(runtime, id, 'wait')
  ticking.catch(() => undefined)
  const ticked = await Promise.race([ticking, clock.sleep(ANSWER_LIMIT_MS, signal)])
  const ours = ticked?.ticked ? ticked.turn.answers.find((given) => given.dedup === dedup) : undefined
  if (ours !== undefined) return ours.answer
  for (;;) {
    signal.throwIfAborted()
    const answer = await store.ticks.answerTo(id, dedup)
    if (answer !== null) return answer
    await clock.sleep(LOOK_AGAIN_MS, signal)
  }
}
