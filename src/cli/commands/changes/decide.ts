import { Argument, type Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { Fault } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type As = 'approve' | 'reject'

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<step>', 'the step of the decision, or what its plan calls it, such as go-no-go')
    .addArgument(new Argument('<as>', 'your word').choices(['approve', 'reject']))
    .option(REASON, 'why; a rejection needs it')
    .action((id: string, decision: string, as: As, options: GiveOptions & { because?: string }) => {
      const { because } = options
      if (as === 'reject' && because === undefined)
        throw new Fault('a rejection needs its reason', 'Say why, with --because "...".')
      const body = { command: 'decide', decision, as, ...(because === undefined ? {} : { because }) } as const
      const done = as === 'approve' ? `${decision} approved` : `${decision} rejected`
      return giveCommand(id, body, 'none', done, options, terminal)
    })
}
