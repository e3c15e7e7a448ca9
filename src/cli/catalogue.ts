import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'

/** What the module of a command exports: it adds arguments, options and the action to a command of that name. */
export type CommandModule = { readonly define: (command: Command, terminal: Terminal) => void }

/** Every command and what it does, in the order in which help lists them. Only the module of the one that was asked for is read. */
export const CATALOGUE: readonly (readonly [name: string, summary: string])[] = [
  ['demo', 'bring up a small world and carry a change through it'],
  ['serve', 'run the server'],
  ['check', 'say everything that is wrong with a plan'],
  ['simulate', 'show what a plan would do, when and why, without doing it'],
  ['plan', 'register plans, so that they may be run by name; list and show them'],
  ['run', 'make a change of a plan and follow it'],
  ['list', 'list changes, newest first'],
  ['show', 'show a change as it is now'],
  ['watch', 'follow a change until it is over'],
  ['pause', 'hold a change: nothing advances, guards still watch'],
  ['resume', 'let a paused change go on'],
  ['promote', 'end a hold early, if its gates hold'],
  ['abort', 'roll a change back at once'],
  ['rollback', 'roll a change back, if wanted step by step'],
  ['kill', 'close a target or the targets of a change, and keep them closed'],
  ['release', 'lift the latch that a kill left'],
  ['settle', 'say what became of a step in doubt'],
  ['extend', 'move the end of the window'],
  ['edit', 'give a change that has not begun another plan, or other inputs'],
  ['wait-until', 'wait for an instant, then exit'],
  ['journal', 'show, verify or export the journal'],
  ['targets', 'show where the traffic of each target goes'],
  ['flags', 'read, set and lock feature flags'],
  ['open', 'open the page in a browser, as who you are'],
  ['token', 'give somebody a token, list tokens, take one back'],
  ['gateway', 'run the gateway, which splits the traffic'],
  ['haproxy', 'print what a HAProxy needs to split the traffic'],
  ['doctor', 'look for what is wrong with this installation'],
]

export async function moduleOf(name: string): Promise<CommandModule> {
  return (await import(`./${name}.ts`)) as CommandModule
}
