import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawWhole } from '../../screen/change-screen.ts'
import { drawn } from '../../screen/drawn.ts'
import { plain } from '../../screen/text.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & { json?: boolean; output?: boolean }
const JOURNAL_LINES = 12

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<id>', 'the change, such as CHG-2026-0001'))
    .option('--output', 'also what its commands printed')
    .action(async (id: string, options: Options) => {
      const client = connect(options, terminal)
      const view = await client.change(id)
      if (options.json === true) return terminal.say(JSON.stringify(view))
      const { entries } = await client.journalOf(id, 0)
      const tasks = await client.tasksLeftBy(view)
      terminal.say(drawWhole(view, entries.slice(-JOURNAL_LINES), drawn(terminal, view.asOf), tasks))
      if (options.output !== true) return
      const { paint } = terminal
      const back = view.rollback?.steps ?? []
      for (const { id: item, outputs } of [...view.steps, ...view.checklist, ...back])
        for (const { direction, attempt, status, output } of outputs) {
          terminal.say(`\n${paint.bold(`${item}, ${direction}, attempt ${attempt}: ${status}`)}`)
          terminal.say(
            output.trimEnd() === '' ? paint.dim('(it printed nothing)') : printable(output.trimEnd()),
          )
        }
    })
}

/** Lines stay lines; nothing else that commands printed reaches the terminal as a control. */
function printable(output: string): string {
  return output.split('\n').map(plain).join('\n')
}
