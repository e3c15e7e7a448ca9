import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option(REASON, 'why')
    .action((id: string, { because, ...options }: GiveOptions & { because?: string }) => {
      const why = because === undefined ? {} : { because }
      return giveCommand(id, { command: 'resume', ...why }, 'seen', 'goes on', options, terminal)
    })
}
