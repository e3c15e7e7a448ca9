import type { Command } from 'commander'
import type { Binding } from '../../../core/binding/binding.ts'
import { signalsOf } from '../../../core/plan/plan.ts'
import { type Client, said } from '../../../http/client/client.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { choosePlan } from '../../plan/chosen-plan.ts'
import { drawn } from '../../screen/drawn.ts'
import { type Compared, drawSignals } from '../../screen/signals.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & { json?: boolean; plan?: string }

/** What every source says now, or only of what a plan decides by. */
export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<environment>', 'such as staging'))
    .option(
      '--plan <file>',
      'only signals that this plan decides by: its file, or its name when it is registered',
    )
    .action(async (environment: string, options: Options) => {
      const client = connect(options, terminal)
      const compared =
        options.plan === undefined ? null : await comparedBy(options.plan, environment, client, terminal)
      const seen = await said(client.ask.GET('/v1/signals', { params: { query: { environment } } }))
      const view =
        compared === null
          ? seen
          : { ...seen, signals: seen.signals.filter(({ signal }) => compared.has(signal)) }
      if (options.json === true) return terminal.say(JSON.stringify(view))
      terminal.say(drawSignals(view, compared, drawn(terminal)))
    })
}

async function comparedBy(
  word: string,
  environment: string,
  client: Client,
  terminal: Terminal,
): Promise<Compared> {
  const given = await choosePlan(word, {}, () => client, terminal)
  const { text, file } =
    'registered' in given
      ? { ...(await client.plan(given.registered.name, given.registered.hash)), file: given.registered.name }
      : { text: given.plan, file: given.file ?? word }
  const uses = signalsOf(text, file, nothingBut(environment)).filter((use) => use.environment === environment)
  return new Map(uses.map(({ signal, bounds }) => [signal, bounds]))
}

/** Where a plan says no environments, it may run in this one. */
function nothingBut(environment: string): Binding {
  const bound = {
    allowPace: false,
    targets: {},
    actions: {},
    prometheus: null,
    databases: {},
    signals: {},
    checks: {},
    suites: {},
    services: {},
    notices: [],
  }
  return { environments: { [environment]: bound } }
}
