import { relative, resolve } from 'node:path'
import type { Command } from 'commander'
import type { Finding } from '../core/plan/finding.ts'
import { formatFinding } from '../core/plan/finding.ts'
import { Refused } from '../http/client.ts'
import { asksServer, type ConnectionOptions, connect } from './connection.ts'
import { Fault } from './fault.ts'
import { follow } from './follow.ts'
import { readPlan } from './read-plan.ts'
import type { Terminal } from './terminal.ts'

type Options = ConnectionOptions & {
  json?: boolean
  pace?: string
  environment?: string
  detach?: boolean
  key?: string
}

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<plan>', 'file of the plan').argument('[inputs...]', 'inputs as key=value'))
    .option('--pace <n>', "divide the plan's own durations by this, where the binding allows it")
    .option('--environment <name>', 'the same as environment=NAME')
    .option('--detach', 'do not follow it')
    .option('--key <key>', 'idempotency key: the same again finds the first change')
    .addHelpText('after', '\nExits 0 when the change succeeded, 3 when it was rolled back, else 1.')
    .action((plan: string, words: readonly string[], options: Options) => run(plan, words, options, terminal))
}

async function run(
  plan: string,
  words: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const inputs = {
    ...inputsFrom(words),
    ...(options.environment === undefined ? {} : { environment: options.environment }),
  }
  const order = {
    plan: readPlan(plan, terminal),
    file: relative(terminal.cwd, resolve(terminal.cwd, plan)) || plan,
    inputs,
    pace: paceFrom(options.pace),
  }
  const { change, warnings } = await opened(
    () => connect(options, terminal).open(order, options.key),
    terminal,
  )
  for (const warning of warnings) terminal.note(formatFinding(warning))
  if (options.json === true) terminal.say(JSON.stringify({ id: change.id, change }))
  // A live view begins with the same words.
  else if (!terminal.live || options.detach === true) terminal.say(`${change.id}  ${change.title}`)
  if (options.detach === true) return
  terminal.exitCode(await follow(change.id, options, terminal))
}

/** Values are text here; the plan says what they are. */
export function inputsFrom(words: readonly string[]): Record<string, string> {
  const inputs: Record<string, string> = Object.create(null)
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw new Fault(`"${word}" is no input`, 'Write inputs as key=value.')
    const name = word.slice(0, at)
    if (name in inputs) throw new Fault(`the input ${name} was given twice`, 'Give it once.')
    inputs[name] = word.slice(at + 1)
  }
  return { ...inputs }
}

function paceFrom(text: string | undefined): number {
  const pace = Number(text ?? 1)
  if (!Number.isFinite(pace) || pace < 1)
    throw new Fault(`"${text}" is no pace`, 'Write a number of 1 or more; 1 is real time.')
  return pace
}

async function opened<T>(open: () => Promise<T>, terminal: Terminal): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (!(error instanceof Refused) || !Array.isArray(error.problem.findings)) throw error
    const findings = error.problem.findings as readonly Finding[]
    for (const finding of findings) terminal.note(formatFinding(finding))
    throw new Fault(
      `the plan has ${findings.length === 1 ? 'a finding' : `${findings.length} findings`} and was not run`,
      'Mend what is listed above.',
    )
  }
}
