import type { Command } from 'commander'
import { asksServer } from '../../connection/connection.ts'
import { follow } from '../../follow/follow.ts'
import type { FollowOptions } from '../../follow/follow-journal.ts'
import { EXIT_OF_A_CHANGE } from '../../terminal/exit-code.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<id>', 'the change, such as CHG-2026-0001'))
    .option('--timeout <duration>', 'stop watching after this long, such as 45m; the change goes on')
    .addHelpText('after', EXIT_OF_A_CHANGE)
    .action(async (id: string, options: FollowOptions) =>
      terminal.exitCode(await follow(id, options, terminal)),
    )
}
