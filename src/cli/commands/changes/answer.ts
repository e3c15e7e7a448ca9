import { type Command, Option } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<guard>', 'the guard of the plan that asks')
    .addOption(
      new Option('--as <answer>', 'whether the change goes on')
        .choices(['resume', 'rollback'])
        .makeOptionMandatory(),
    )
    .requiredOption(REASON, 'why')
    .action(
      (id: string, guard: string, options: GiveOptions & { as: 'resume' | 'rollback'; because: string }) => {
        const { as, because } = options
        const done = as === 'resume' ? 'goes on' : 'rolls back'
        return giveCommand(id, { command: 'answer', guard, as, because }, 'seen', done, options, terminal)
      },
    )
}
