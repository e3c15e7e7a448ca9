import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option(REASON, 'why', 'paused from the command line')
    .action((id: string, options: GiveOptions & { because: string }) =>
      giveCommand(
        id,
        { command: 'pause', because: options.because },
        'none',
        'paused; nothing advances, guards still watch',
        options,
        terminal,
      ),
    )
}
