import type { Command } from 'commander'
import { hasErrors } from '../../../core/document/finding.ts'
import { drawFinding, drawSummary } from '../../plan/findings.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import { logOnly, processLog } from '../../terminal/log-only.ts'
import type { Terminal } from '../../terminal/terminal.ts'

/** Hands over to the gateway's own process: it outlives the server and needs neither it nor a database. */
export function define(command: Command, terminal: Terminal): void {
  command
    .command('check <file>')
    .description('say everything that is wrong with a configuration and its files, without starting')
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean }) => check(file, options, terminal))
  command
    .option('--config <file>', "the gateway's configuration")
    .option('--demo-faults', 'let the demo order a metrics outage')
    .action(async ({ config, demoFaults }: { config?: string; demoFaults?: boolean }) => {
      if (config === undefined)
        throw new Fault('the gateway needs its configuration', 'Name it with --config FILE.')
      const { runGateway } = await import('../../../compose/run-gateway.ts')
      await logOnly(terminal, processLog(terminal, 'gateway'), () =>
        runGateway(['--config', config, ...(demoFaults === true ? ['--demo-faults'] : [])]).catch(withRemedy),
      )
    })
}

/** Why it did not start says what to do about it. */
function withRemedy(cause: unknown): never {
  if (!(cause instanceof Error && 'remedy' in cause && typeof cause.remedy === 'string')) throw cause
  throw new Fault(sentenceOf(cause), cause.remedy, { cause })
}

async function check(file: string, { json }: { json?: boolean }, terminal: Terminal): Promise<void> {
  const { checkGatewayConfig } = await import('../../../compose/run-gateway.ts')
  const findings = await checkGatewayConfig(file, terminal.now()).catch((cause: unknown) => {
    throw new Fault(sentenceOf(cause), 'Name the file of a gateway, such as gateway.yaml.', { cause })
  })
  terminal.exitCode(hasErrors(findings) ? 1 : 0)
  if (json === true) return terminal.say(JSON.stringify({ ok: !hasErrors(findings), findings }))
  for (const finding of findings) terminal.say(drawFinding(finding, terminal))
  terminal.say(drawSummary(file, findings))
}
