import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { Client } from '../../../http/client/client.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { follow } from '../../follow/follow.ts'
import { plain } from '../../screen/text.ts'
import { confirm } from '../../terminal/confirm.ts'
import { EXIT_OF_A_CHANGE } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { maybeOpened } from './run.ts'

type Options = ConnectionOptions & {
  json?: boolean
  because: string
  gradual?: boolean
  to?: string
  dryRun?: boolean
  yes?: boolean
  detach?: boolean
  key?: string
  timeout?: string
}

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<id>', 'the change that succeeded, such as CHG-2026-0001'))
    .option(REASON, 'why', 'reverted from the command line')
    .option('--gradual', 'by the stages and gates of the plan; else everybody at once, under its guards')
    .option('--to <version>', 'what served before, where no change has brought it')
    .option('--dry-run', 'only say what it would do')
    .option('-y, --yes', 'do not ask')
    .option('--detach', 'do not follow it')
    .option('--key <key>', 'idempotency key: the same again finds the first revert')
    .option('--timeout <duration>', 'stop watching after this long, such as 45m; the revert goes on')
    .addHelpText('after', `\nIt is a change of its own.${EXIT_OF_A_CHANGE}`)
    .action((id: string, options: Options) => revert(id, options, terminal))
}

async function revert(id: string, options: Options, terminal: Terminal): Promise<void> {
  const { because, gradual = false, to: version } = options
  const client = connect(options, terminal)
  const view = await client.revertOf(id, { gradual, version })
  if (options.dryRun === true && options.json === true) return terminal.say(JSON.stringify(view))
  const { plan, refused } = view
  if (plan === null) throw new Fault(refused?.because ?? `${id} cannot be reverted`, refused?.remedy ?? '')
  if (options.json !== true) for (const line of linesOf(plan)) terminal.say(plain(line))
  if (options.dryRun === true) return
  await confirm(`Revert ${id}?`, options.yes === true, terminal)
  const key = options.key ?? randomUUID()
  const body = { because, gradual, seen: plan.seen, ...(version === undefined ? {} : { version }) }
  const { change } = await client.revert(id, body, key).catch((error: unknown) => {
    throw maybeOpened(error, key)
  })
  if (options.json === true) terminal.say(JSON.stringify({ id: change.id, change }))
  else if (!terminal.live || options.detach === true) terminal.say(`${change.id}  ${change.title}`)
  if (options.detach === true) return
  terminal.exitCode(await follow(change.id, options, terminal))
}

type Plan = NonNullable<Awaited<ReturnType<Client['revertOf']>>['plan']>

function linesOf({ title, does, leaves }: Plan): readonly string[] {
  const left = leaves.map((sentence) => `  - ${sentence}`)
  return [
    title,
    ...does.map((sentence) => `  ${sentence}`),
    ...(left.length === 0 ? [] : ['  It leaves as they are:', ...left]),
  ]
}
