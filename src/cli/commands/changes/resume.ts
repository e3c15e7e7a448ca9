import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command).action((id: string, options: GiveOptions) =>
    giveCommand(id, { command: 'resume' }, 'seen', 'goes on', options, terminal),
  )
}
