import type { Command } from 'commander'
import { foretell } from '../../connection/foretell.ts'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = GiveOptions & { all?: boolean; override?: string }

/** Never past a gate that fails, and never without data: the server refuses both, whatever is given here. */
export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option('--all', 'every later stage too, each as soon as its gates hold')
    .option('--override <reason>', 'although there are too few samples')
    .action(async (id: string, options: Options) => {
      const { all = false, override } = options
      const body = { command: 'promote', all, ...(override === undefined ? {} : { override }) } as const
      await foretell(id, body, options, terminal)
      return giveCommand(id, body, 'seen', all ? 'promoted, all the way' : 'promoted', options, terminal)
    })
}
