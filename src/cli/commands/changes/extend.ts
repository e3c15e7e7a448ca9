import type { Command } from 'commander'
import { parseDuration } from '../../../core/time/duration.ts'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { Fault } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<by>', 'how much longer, such as 15m')
    .requiredOption(REASON, 'why it takes longer')
    .action((id: string, by: string, options: GiveOptions & { because: string }) => {
      if (parseDuration(by) === null) throw new Fault(`"${by}" is no duration`, 'Write 15m, 90s or 1h30m.')
      return giveCommand(
        id,
        { command: 'extend', by, because: options.because },
        'seen',
        `window extended by ${by}`,
        options,
        terminal,
      )
    })
}
