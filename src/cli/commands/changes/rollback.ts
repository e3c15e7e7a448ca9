import type { Command } from 'commander'
import { foretell } from '../../connection/foretell.ts'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = GiveOptions & { because: string; gradual?: boolean }

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option('--gradual', 'down through the weights it came up by, instead of at once')
    .option(REASON, 'why', 'rolled back from the command line')
    .action(async (id: string, options: Options) => {
      const { gradual = false, because } = options
      const body = { command: 'rollback', because, gradual } as const
      await foretell(id, body, options, terminal)
      const done = gradual ? 'goes back step by step' : 'rolls back'
      await giveCommand(id, body, 'none', done, options, terminal)
    })
}
