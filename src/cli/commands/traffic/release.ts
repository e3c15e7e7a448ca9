import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { REASON } from '../../terminal/reason.ts'
import { fullTarget } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & { json?: boolean; because: string }

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<target>', 'a target such as staging/wix'))
    .option(REASON, 'why it may open again', 'released from the command line')
    .action(async (word: string, options: Options) => {
      const client = connect(options, terminal)
      const target = fullTarget(
        word,
        (await client.targets()).map(({ name }) => name),
      )
      const { already } = await client.release(target, options.because)
      if (options.json === true) return terminal.say(JSON.stringify({ target, already }))
      terminal.say(
        already
          ? `${target}: was not latched`
          : `${target}: released; it stays closed until a change opens it`,
      )
    })
}
