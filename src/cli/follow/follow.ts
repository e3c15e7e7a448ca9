import type { EntryView } from '../../read/journal/entry-view.ts'
import { span } from '../../read/words/time.ts'
import { connect } from '../connection/connection.ts'
import { owedLine } from '../screen/follow-ups.ts'
import { plainLine } from '../screen/journal-lines.ts'
import { EXIT, exitCodeOf } from '../terminal/exit-code.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { timeoutFrom } from '../terminal/timeout.ts'
import { askPatiently, NEWS } from './ask-patiently.ts'
import { type FollowOptions, journalFrom, stoppedWatching } from './follow-journal.ts'

/** The longest that a timer of Node takes: 24 days. */
const TIMEOUT_MAX = 2 ** 31 - 1

/**
 * Follows until the change is over or `--timeout` is; gives the code to exit with. On a terminal a live view, in a pipe
 * a line for each entry.
 */
export async function follow(id: string, options: FollowOptions, terminal: Terminal): Promise<number> {
  const limitMs = timeoutFrom(options.timeout)
  const late = AbortSignal.timeout(Math.min(limitMs ?? TIMEOUT_MAX, TIMEOUT_MAX))
  const watching = { ...terminal, stop: AbortSignal.any([terminal.stop, late]) }
  const ended = await (terminal.live && options.json !== true
    ? (await import('./follow-live.ts')).followLive(id, options, watching)
    : followPlain(id, options, watching))
  if (ended !== null) return ended
  const why = late.aborted && limitMs !== null ? `Not over after ${span(limitMs)}. ` : ''
  terminal.note(`${why}${stoppedWatching(id)}`)
  return why === '' ? EXIT.stopped : EXIT.timedOut
}

/** Null when it was told to stop before the change was over. */
async function followPlain(id: string, options: FollowOptions, terminal: Terminal): Promise<number | null> {
  const show = options.json === true ? (entry: EntryView) => JSON.stringify(entry) : plainLine
  const ask = askPatiently(
    () => connect(options, terminal),
    terminal,
    (word) => terminal.note(NEWS[word]),
  )
  for await (const { entries, status, over } of journalFrom(id, ask, terminal.stop)) {
    for (const entry of entries) terminal.say(show(entry))
    if (over) {
      const change = await ask((client) => client.change(id))
      if (change === null) return exitCodeOf(status)
      const owed = owedLine(change)
      if (options.json === true) terminal.say(JSON.stringify({ change }))
      else if (owed !== null) terminal.say(owed)
      return exitCodeOf(status, change.verification?.status)
    }
  }
  return null
}
