import { type Command, InvalidArgumentError } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<number>', 'of the consideration, as cutwater show has it', numberFrom)
    .requiredOption(REASON, 'why it goes on all the same')
    .action((id: string, number: number, options: GiveOptions & { because: string }) =>
      giveCommand(
        id,
        { command: 'decline', number, because: options.because },
        'none',
        `consideration ${number} declined`,
        options,
        terminal,
      ),
    )
}

function numberFrom(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('write a number such as 1')
  return Number(text)
}
