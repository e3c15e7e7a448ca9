import type { Command } from 'commander'
import { connect } from '../connection/connection.ts'
import { plain } from '../screen/text.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { candidates, type Names } from './candidates.ts'

/** How long somebody who presses TAB waits for a server. */
const PATIENCE_MS = 1_000
const CHANGES_MAX = 50
const NONE: Names = { changes: [], targets: [] }

/**
 * Answers the script that `cutwater completion` printed: a candidate a line, a tab, what it is; `:files` when a path
 * may stand there.
 */
export async function complete(
  program: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const names = asksForNames(program, words) ? await namesOf(terminal) : NONE
  const found = candidates(program, words, names)
  for (const { word, what } of found.words) terminal.say(`${plain(word)}\t${plain(what)}`)
  if (found.files) terminal.say(':files')
}

/** A server is asked only where one of its names could stand. */
function asksForNames(program: Command, words: readonly string[]): boolean {
  const probe: Names = {
    changes: [{ word: words.at(-1) ?? '', what: '' }],
    targets: [{ word: words.at(-1) ?? '', what: '' }],
  }
  return candidates(program, words, probe).words.length > candidates(program, words, NONE).words.length
}

/** None is no error: completing is a convenience, and the command itself will say what is wrong. */
async function namesOf(terminal: Terminal): Promise<Names> {
  const late = new Promise<Names>((resolve) => setTimeout(resolve, PATIENCE_MS, NONE).unref())
  return Promise.race([askServer(terminal).catch(() => NONE), late])
}

async function askServer(terminal: Terminal): Promise<Names> {
  const client = connect({}, terminal)
  const [changes, targets] = await Promise.all([client.changes(undefined, CHANGES_MAX), client.targets()])
  return {
    changes: changes.map(({ id, status, title }) => ({ word: id, what: `${status}: ${title}` })),
    targets: targets.map(({ name }) => ({ word: name, what: 'target' })),
  }
}
