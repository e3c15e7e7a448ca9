import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from './connection.ts'
import { drawn } from './drawn.ts'
import { drawList } from './screen/list-table.ts'
import type { Terminal } from './terminal.ts'

type Options = ConnectionOptions & { json?: boolean; status?: string }

export function define(command: Command, terminal: Terminal): void {
  asksServer(command)
    .option('--status <list>', 'only these, such as running,paused')
    .action(async (options: Options) => {
      const lines = await connect(options, terminal).changes(options.status)
      terminal.say(options.json === true ? JSON.stringify(lines) : drawList(lines, drawn(terminal)))
    })
}
