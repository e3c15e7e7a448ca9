import type { Command } from 'commander'
import { foretell } from '../../connection/foretell.ts'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option(REASON, 'why', 'aborted from the command line')
    .action(async (id: string, options: GiveOptions & { because: string }) => {
      const body = { command: 'abort', because: options.because } as const
      await foretell(id, body, options, terminal)
      await giveCommand(id, body, 'none', 'aborted', options, terminal)
    })
}
