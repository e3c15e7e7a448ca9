import type { Command } from 'commander'
import type { CommandGiven, Sent } from '../../http/client/client.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { asksServer, type ConnectionOptions, connect } from './connection.ts'

export type GiveOptions = ConnectionOptions & { readonly json?: boolean }

/** A command of the command line that is one command to one change. */
export function givesCommand(command: Command): Command {
  return asksServer(command.argument('<id>', 'the change, such as CHG-2026-0001'))
}

/**
 * Sends a command and says what became of it. `revision: 'seen'` looks at the change first and sends along what was
 * seen, so that nothing is decided about a change that has moved on meanwhile.
 */
export async function giveCommand(
  id: string,
  body: Sent,
  revision: 'seen' | 'none',
  done: string,
  options: GiveOptions,
  terminal: Terminal,
): Promise<void> {
  const client = connect(options, terminal)
  const seen = revision === 'seen' ? (await client.change(id)).revision : null
  const given = await client.command(id, body, seen)
  sayGiven(given, done, options, terminal)
}

export function sayGiven(
  given: CommandGiven,
  done: string,
  { json }: GiveOptions,
  terminal: Pick<Terminal, 'say'>,
): void {
  const { id } = given
  if (json === true) terminal.say(JSON.stringify(given))
  else if (given.answer === 'pending')
    terminal.say(`${id}: stored; it is answered at the next turn of the change (cutwater show ${id})`)
  else terminal.say(given.already ? `${id}: nothing to do, it is so already` : `${id}: ${done}`)
}
