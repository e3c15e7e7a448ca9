import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<item>', 'such as go-no-go/runbook-reviewed, or its own name where only one is called that')
    .requiredOption(REASON, 'why')
    .action((id: string, item: string, options: GiveOptions & { because: string }) => {
      const { because } = options
      return giveCommand(
        id,
        { command: 'untick', item, because },
        'none',
        `${item} is open again`,
        options,
        terminal,
      )
    })
}
