import type { Command } from 'commander'
import { logOnly, processLog } from '../../terminal/log-only.ts'
import type { Terminal } from '../../terminal/terminal.ts'

/** Hands over to the gateway's own process: it outlives the server and needs neither it nor a database. */
export function define(command: Command, terminal: Terminal): void {
  command
    .requiredOption('--config <file>', "the gateway's configuration")
    .option('--demo-faults', 'let the demo order a metrics outage')
    .action(async ({ config, demoFaults }: { config: string; demoFaults?: boolean }) => {
      const { runGateway } = await import('../../../compose.ts')
      await logOnly(terminal, processLog(terminal, 'gateway'), () =>
        runGateway(['--config', config, ...(demoFaults === true ? ['--demo-faults'] : [])]),
      )
    })
}
