import type { Command } from 'commander'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { sendFile } from '../../connection/send-file.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = GiveOptions & { note?: string; attach?: string }

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<item>', 'such as go-no-go/runbook-reviewed, or its own name where only one is called that')
    .option('--note <text>', 'what there is to say of it')
    .option('--attach <file>', 'a file that shows it, of 10 MiB at most')
    .action(async (id: string, item: string, options: Options) => {
      const { note, attach } = options
      const attachment =
        attach === undefined ? {} : { attachment: await sendFile(id, attach, options, terminal) }
      const body = { command: 'tick', item, ...(note === undefined ? {} : { note }), ...attachment } as const
      await giveCommand(id, body, 'none', `${item} ticked`, options, terminal)
    })
}
