import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .requiredOption(REASON, 'why it should go back')
    .action((id: string, options: GiveOptions & { because: string }) =>
      giveCommand(
        id,
        { command: 'consider', because: options.because },
        'none',
        'raised; those who answer for the change are paged',
        options,
        terminal,
      ),
    )
}
