import type { EntryView } from '../../read/journal/entry-view.ts'
import { connect } from '../connection/connection.ts'
import { plainLine } from '../screen/journal-lines.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { exitCodeOf, type FollowOptions, journalFrom, NEWS, stoppedWatching } from './follow-journal.ts'

export { exitCodeOf }

/**
 * Follows until the change is over; gives the code to exit with. On a terminal a live view, in a pipe a line for each
 * entry.
 */
export async function follow(id: string, options: FollowOptions, terminal: Terminal): Promise<number> {
  if (terminal.live && options.json !== true) {
    const { followLive } = await import('./follow-live.ts')
    return followLive(id, options, terminal)
  }
  return followPlain(id, options, terminal)
}

async function followPlain(id: string, options: FollowOptions, terminal: Terminal): Promise<number> {
  const show = options.json === true ? (entry: EntryView) => JSON.stringify(entry) : plainLine
  const say = (word: keyof typeof NEWS) => terminal.note(NEWS[word])
  for await (const { entries, status, over } of journalFrom(id, options, terminal, say)) {
    for (const entry of entries) terminal.say(show(entry))
    if (over) {
      if (options.json === true)
        terminal.say(JSON.stringify({ change: await connect(options, terminal).change(id) }))
      return exitCodeOf(status)
    }
  }
  terminal.note(stoppedWatching(id))
  return 130
}
