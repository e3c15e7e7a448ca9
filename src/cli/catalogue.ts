import type { Command } from 'commander'
import type { Terminal } from './terminal/terminal.ts'

/** What the module of a command exports: it adds arguments, options and the action to a command of that name. */
export type CommandModule = { readonly define: (command: Command, terminal: Terminal) => void }

/**
 * Every command with its room in `commands/` and what it does, in the order in which help lists them. Only the module
 * of the one that was asked for is read.
 */
export const CATALOGUE: readonly (readonly [room: string, name: string, summary: string])[] = [
  ['demo', 'demo', 'bring up a small world and carry a change through it'],
  ['server', 'serve', 'run the server'],
  ['plans', 'check', 'say everything that is wrong with a plan'],
  ['plans', 'simulate', 'show what a plan would do, when and why, without doing it'],
  ['plans', 'backtest', 'show what every rule of a plan would have done on recorded metrics'],
  ['plans', 'judge', 'replay a rule of a plan step by step, with the reason of each verdict'],
  ['plans', 'export', 'write what Prometheus and Grafana load for a plan: alert rules, dashboards'],
  ['plans', 'plan', 'register plans, so that they may be run by name; list and show them'],
  ['changes', 'run', 'make a change of a plan and follow it'],
  ['drills', 'drill', 'rehearse the rollback of a plan, where that is allowed, and time it'],
  ['drills', 'drills', 'list drills of rollbacks, newest first, or show what one came to'],
  ['changes', 'list', 'list changes, newest first'],
  ['changes', 'show', 'show a change as it is now'],
  ['changes', 'report', 'write what went wrong with a change, from its journal'],
  ['changes', 'watch', 'follow a change until it is over'],
  ['changes', 'pause', 'hold a change: nothing advances, guards still watch'],
  ['changes', 'resume', 'let a paused change go on'],
  ['changes', 'promote', 'end a hold early, if its gates hold'],
  ['changes', 'abort', 'roll a change back at once'],
  ['changes', 'rollback', 'roll a change back, if wanted step by step'],
  ['changes', 'revert', 'take a change back that has succeeded, by a change of its own'],
  ['changes', 'kill', 'close a target or the targets of a change, and keep them closed'],
  ['traffic', 'release', 'lift the latch that a kill left'],
  ['changes', 'mine', 'show what waits for you, over all changes'],
  ['changes', 'tick', 'say that an item of a checklist is done'],
  ['changes', 'untick', 'take a tick back, until its checklist is over'],
  ['changes', 'not-ready', 'say that an item is not ready: the change pauses'],
  ['changes', 'decide', 'approve or reject in a change that runs'],
  ['changes', 'settle', 'say what became of a step in doubt'],
  ['changes', 'answer', 'answer a guard of the plan that asks whether the change goes on'],
  ['changes', 'consider', 'ask whether a change should go back; pages who answers for it'],
  ['changes', 'decline', 'answer a consideration: the change goes on all the same'],
  ['changes', 'extend', 'move the end of the window'],
  ['changes', 'edit', 'give a change that has not begun another plan, or other inputs'],
  ['follow-ups', 'follow-ups', 'show what changes have left to do, and say what is done'],
  ['server', 'wait-until', 'wait for an instant, then exit'],
  ['journal', 'journal', 'show, verify or export the journal'],
  ['traffic', 'targets', 'show where the traffic of each target goes'],
  ['signals', 'signals', 'show what is measured now, on both sides of each target'],
  ['validation', 'validate', 'look at the checks of suites, and say what is well'],
  ['traffic', 'traffic', 'show what reaches each target: weights, mode, banner, writes under way'],
  ['traffic', 'maintenance', 'make a target read-only, or close it for maintenance, and open it again'],
  ['flags', 'flags', 'read, set and lock feature flags'],
  ['server', 'open', 'open the page in a browser, as who you are'],
  ['server', 'token', 'create, list and revoke tokens'],
  ['traffic', 'gateway', 'run the gateway, which splits the traffic'],
  ['traffic', 'haproxy', 'print what a HAProxy needs to split the traffic'],
  ['server', 'doctor', 'look for what is wrong with this installation'],
  ['server', 'support-bundle', 'collect what a maintainer needs to help, without secrets'],
  ['server', 'completion', 'print what makes your shell complete commands, changes and targets'],
]

export async function moduleOf(room: string, name: string): Promise<CommandModule> {
  return (await import(`./commands/${room}/${name}.ts`)) as CommandModule
}
