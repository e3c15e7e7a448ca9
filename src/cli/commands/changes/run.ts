import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { TERMINAL } from '../../../core/change/state/change.ts'
import { formatFinding } from '../../../core/document/finding.ts'
import { Refused, type Schemas, Unreachable } from '../../../http/client/client.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { follow } from '../../follow/follow.ts'
import { type ChoiceOptions, choosePlan, choosesPlan } from '../../plan/chosen-plan.ts'
import { orFindings } from '../../plan/findings.ts'
import { type InputOptions, namesPeople, PACE, planInputs } from '../../plan/plan-inputs.ts'
import { EXIT_OF_A_CHANGE, exitCodeOf } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions &
  ChoiceOptions &
  InputOptions & {
    json?: boolean
    environment?: string
    detach?: boolean
    key?: string
    timeout?: string
  }

type Opened = Pick<Schemas['Change'], 'id' | 'status'>

export function define(command: Command, terminal: Terminal): void {
  namesPeople(asksServer(choosesPlan(command)))
    .option(...PACE)
    .option('--environment <name>', 'the same as environment=NAME')
    .option('--detach', 'do not follow it')
    .option('--key <key>', 'idempotency key: the same again finds the first change')
    .option('--timeout <duration>', 'stop watching after this long, such as 45m; the change goes on')
    .addHelpText('after', EXIT_OF_A_CHANGE)
    .action((plan: string, words: readonly string[], options: Options) => run(plan, words, options, terminal))
}

async function run(
  plan: string,
  words: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { environment } = options
  const given = environment === undefined ? words : [...words, `environment=${environment}`]
  const order = {
    ...planInputs(given, options),
    ...(await choosePlan(plan, options, () => connect(options, terminal), terminal)),
  }
  const key = options.key ?? randomUUID()
  const asked = connect(options, terminal)
    .open(order, key)
    .catch((error: unknown) => {
      throw maybeOpened(error, key)
    })
  const { change, warnings } = await orFindings(asked, 'run', terminal)
  for (const warning of warnings) terminal.note(formatFinding(warning))
  if (options.json === true) terminal.say(JSON.stringify({ id: change.id, change }))
  // A live view begins with the same words.
  else if (!terminal.live || options.detach === true) terminal.say(`${change.id}  ${change.title}`)
  if (options.detach === true) return detached(change, options, terminal)
  terminal.exitCode(await follow(change.id, options, terminal))
}

/** It goes on by itself; but one that ended at once did not do what was asked, and a script has to know. */
function detached({ id, status }: Opened, { json }: Options, terminal: Terminal): void {
  if (!TERMINAL.has(status)) return
  if (json !== true) terminal.note(`${id} has ended already: ${status}. cutwater show ${id} says why.`)
  terminal.exitCode(exitCodeOf(status))
}

/**
 * There was no answer in time, and the change may exist all the same: running it once more must not make a second
 * one.
 */
export function maybeOpened(error: unknown, key: string): unknown {
  const late =
    (error instanceof Unreachable && !isUnsent(error)) ||
    (error instanceof Refused && error.problem.status >= 500)
  if (!late) return error
  return new Fault(
    error.message,
    `It may have been opened all the same: cutwater list shows it, and the same line with --key ${key} finds it or opens it.`,
    { cause: error },
  )
}

/** There was no server to send it to. */
function isUnsent({ cause }: Unreachable): boolean {
  const { code } =
    ((cause instanceof Error ? cause.cause : undefined) as { code?: unknown } | undefined) ?? {}
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND'
}
