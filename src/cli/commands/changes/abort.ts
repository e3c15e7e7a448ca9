import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option(REASON, 'why', 'aborted from the command line')
    .action((id: string, options: GiveOptions & { because: string }) =>
      giveCommand(
        id,
        { command: 'abort', because: options.because },
        'none',
        'aborted; its targets close first, then it is undone',
        options,
        terminal,
      ),
    )
}
