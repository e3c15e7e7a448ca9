import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawTargets } from '../../screen/target-table.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  asksServer(command).action(async (options: ConnectionOptions & { json?: boolean }) => {
    const targets = await connect(options, terminal).targets()
    if (options.json === true) return terminal.say(JSON.stringify(targets))
    terminal.say(drawTargets(targets, drawn(terminal)))
  })
}
