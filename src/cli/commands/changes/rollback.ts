import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = GiveOptions & { because: string; gradual?: boolean }

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option('--gradual', 'down through the weights it came up by, instead of at once')
    .option(REASON, 'why', 'rolled back from the command line')
    .action((id: string, options: Options) => {
      const { gradual = false, because } = options
      return giveCommand(
        id,
        { command: 'rollback', because, gradual },
        'none',
        gradual ? 'goes back step by step' : 'rolls back',
        options,
        terminal,
      )
    })
}
