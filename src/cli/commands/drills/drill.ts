import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { formatFinding } from '../../../core/document/finding.ts'
import { weight } from '../../../core/document/leaf.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { follow } from '../../follow/follow.ts'
import { type ChoiceOptions, choosePlan, choosesPlan } from '../../plan/chosen-plan.ts'
import { orFindings } from '../../plan/findings.ts'
import { type InputOptions, namesPeople, PACE, planInputs } from '../../plan/plan-inputs.ts'
import { EXIT } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { maybeOpened } from '../changes/run.ts'
import { drawDrill } from './draw-drill.ts'

type Options = ConnectionOptions &
  ChoiceOptions &
  InputOptions & {
    json?: boolean
    environment?: string
    at?: string
    detach?: boolean
    key?: string
    timeout?: string
  }

const EXIT_OF_A_DRILL = `
It deploys for real and gives a canary traffic; of a plan without a rollout it does
all. So it runs only where cutwater.yaml says drills: { requests: SIGNAL }, and while
no other change runs on its targets.

Exit codes: ${EXIT.done} the rollback kept its limits and no request failed, ${EXIT.failed} it is not
proven or was refused, ${EXIT.timedOut} --timeout was over first, ${EXIT.stopped} Ctrl-C. The drill goes on after
the last two.`

export function define(command: Command, terminal: Terminal): void {
  namesPeople(asksServer(choosesPlan(command)))
    .option(...PACE)
    .option('--environment <name>', 'the same as environment=NAME')
    .option('--at <weight>', 'the stage to go back from, such as 20%; else the first that the public sees')
    .option('--detach', 'do not follow it')
    .option('--key <key>', 'idempotency key: the same again finds the first drill')
    .option('--timeout <duration>', 'stop watching after this long, such as 45m; the drill goes on')
    .addHelpText('after', EXIT_OF_A_DRILL)
    .action((plan: string, words: readonly string[], options: Options) =>
      drill(plan, words, options, terminal),
    )
}

async function drill(
  plan: string,
  words: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { environment, at } = options
  const given = environment === undefined ? words : [...words, `environment=${environment}`]
  const order = {
    ...(at === undefined ? {} : { at: weightFrom(at) }),
    ...planInputs(given, options),
    ...(await choosePlan(plan, options, () => connect(options, terminal), terminal)),
  }
  const client = connect(options, terminal)
  const key = options.key ?? randomUUID()
  const asked = client.startDrill(order, key).catch((error: unknown) => {
    throw maybeOpened(error, key)
  })
  const { change, warnings } = await orFindings(asked, 'drilled', terminal)
  for (const warning of warnings) terminal.note(formatFinding(warning))
  if (options.json === true) terminal.say(JSON.stringify({ id: change.id, change }))
  else if (!terminal.live || options.detach === true) terminal.say(`${change.id}  ${change.title}`)
  if (options.detach === true) return
  const code = await follow(change.id, options, terminal)
  if (code === EXIT.timedOut || code === EXIT.stopped) return terminal.exitCode(code)
  const record = await client.drill(change.id)
  terminal.say(options.json === true ? JSON.stringify({ drill: record }) : `\n${drawDrill(record, terminal)}`)
  terminal.exitCode(record.outcome === 'proven' ? EXIT.done : EXIT.failed)
}

function weightFrom(text: string): number {
  const read = weight.safeParse(text)
  if (read.success && read.data > 0) return read.data
  throw new Fault(
    `"${text}" is no share of the traffic`,
    'Write --at 20%: the weight of a stage of the plan.',
  )
}
