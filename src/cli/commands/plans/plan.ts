import type { Command } from 'commander'
import { formatFinding, hasErrors } from '../../../core/document/finding.ts'
import { localTime } from '../../../read/words/time.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawFinding, drawSummary, orFindings } from '../../plan/findings.ts'
import { type InputOptions, PACE, planInputs } from '../../plan/plan-inputs.ts'
import { readPlanText } from '../../plan/read-plan.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { drawVersions, reviewLine, type ShowOptions, showPlan } from './show-plan.ts'

type Options = ConnectionOptions & { readonly json?: boolean }

/** Plans that the server keeps by name: what roles without `register-plan` may run. */
export function define(command: Command, terminal: Terminal): void {
  const add = (words: string, summary: string) => asksServer(command.command(words).description(summary))
  add('register <file>', 'keep a text as the newest version of its plan').action(
    (file: string, options: Options) => register(file, options, terminal),
  )
  add('review <name>', 'say that you have reviewed the newest version of a plan, and that it may stay')
    .requiredOption(REASON, 'what you looked at')
    .action((name: string, options: Options & { because: string }) => review(name, options, terminal))
  add('list', 'the newest version of each registered plan').action((options: Options) =>
    list(options, terminal),
  )
  add('show <name>', 'a registered plan and its versions; NAME@VERSION for an earlier one')
    .option('--text', 'print the text alone')
    .action((name: string, options: ShowOptions) => showPlan(name, options, terminal))
  add('check <file> [inputs...]', "what is wrong with a text, by the server's own binding; keeps nothing")
    .option(...PACE)
    .addHelpText('after', '\nWith inputs it finds more. Exits 1 when one of the findings is an error.')
    .action((file: string, words: readonly string[], options: Options & InputOptions) =>
      check(file, words, options, terminal),
    )
}

async function register(file: string, options: Options, terminal: Terminal): Promise<void> {
  const client = connect(options, terminal)
  const { plan, warnings, already } = await orFindings(
    client.registerPlan(readPlanText(file, terminal)),
    'registered',
    terminal,
  )
  if (options.json === true) return terminal.say(JSON.stringify({ plan, already, warnings }))
  for (const warning of warnings) terminal.note(formatFinding(warning))
  terminal.say(`${plan.name} version ${plan.version}: ${already ? 'was registered already' : 'registered'}`)
}

async function review(
  name: string,
  options: Options & { readonly because: string },
  terminal: Terminal,
): Promise<void> {
  const plan = await connect(options, terminal).reviewPlan(name, options.because)
  if (options.json === true) return terminal.say(JSON.stringify(plan))
  const next =
    plan.review === null ? '' : `, again by ${localTime(plan.review.dueAt, terminal.zone, terminal.now())}`
  terminal.say(`${plan.name} version ${plan.version}: reviewed${next}`)
}

async function list(options: Options, terminal: Terminal): Promise<void> {
  const plans = await connect(options, terminal).plans()
  if (options.json === true) return terminal.say(JSON.stringify(plans))
  if (plans.length === 0) return terminal.say('no plan is registered; cutwater plan register FILE does that')
  for (const line of drawVersions(plans, 'name', terminal)) terminal.say(line)
  for (const plan of plans) {
    const due = reviewLine(plan, terminal)
    if (plan.review?.overdue === true && due !== null) terminal.note(`${plan.name}: ${due}`)
  }
}

async function check(
  file: string,
  words: readonly string[],
  options: Options & InputOptions,
  terminal: Terminal,
): Promise<void> {
  const given = words.length === 0 && options.pace === undefined ? null : planInputs(words, options)
  const { ok, findings } = await connect(options, terminal).checkPlan(readPlanText(file, terminal), given)
  terminal.exitCode(hasErrors(findings) ? 1 : 0)
  if (options.json === true) return terminal.say(JSON.stringify({ ok, findings }))
  for (const finding of findings) terminal.say(drawFinding(finding, terminal))
  terminal.say(drawSummary(file, findings))
}
