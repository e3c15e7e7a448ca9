import { type Command, Option } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type As = 'done' | 'failed' | 'repeat' | 'skip'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<item>', 'a step in doubt, a failed step, a checklist item, or an undo to skip')
    .addOption(
      new Option('--as <outcome>', 'what became of it')
        .choices(['done', 'failed', 'repeat', 'skip'])
        .makeOptionMandatory(),
    )
    .requiredOption(REASON, 'how you know')
    .action((id: string, item: string, options: GiveOptions & { as: As; because: string }) => {
      const { as, because } = options
      return giveCommand(
        id,
        { command: 'settle', item, as, because },
        'seen',
        `${item} settled as ${as}`,
        options,
        terminal,
      )
    })
}
