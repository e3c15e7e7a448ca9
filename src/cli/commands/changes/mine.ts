import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawMine } from '../../screen/mine.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  asksServer(command).action(async (options: ConnectionOptions & { json?: boolean }) => {
    const { mine, more } = await connect(options, terminal).mine()
    terminal.say(options.json === true ? JSON.stringify(mine) : drawMine(mine, drawn(terminal)))
    if (more) terminal.note('There are others, beyond these.')
  })
}
