import type { Command } from 'commander'
import { asksServer } from '../../connection/connection.ts'
import { follow } from '../../follow/follow.ts'
import type { FollowOptions } from '../../follow/follow-journal.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<id>', 'the change, such as CHG-2026-0001'))
    .addHelpText('after', '\nExits 0 when the change succeeded, 3 when it was rolled back, else 1.')
    .action(async (id: string, options: FollowOptions) =>
      terminal.exitCode(await follow(id, options, terminal)),
    )
}
