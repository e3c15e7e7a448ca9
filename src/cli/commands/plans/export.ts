import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { own } from '../../../core/document/tree.ts'
import { alertsOf, type Measured } from '../../../core/export/alerts-of.ts'
import { boardsOf } from '../../../core/export/boards-of.ts'
import { asPrometheusHas } from '../../../core/export/gateway-signals.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import { rulesText } from '../../export/rules-text.ts'
import { type CompiledPlan, compiledFrom } from '../../plan/compiled-plan.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = Pick<CompiledPlan, 'binding'> & { readonly environment?: string; readonly output?: string }

/** Needs no server: what Prometheus and Grafana are to load is made of the plan and its binding alone. */
export function define(command: Command, terminal: Terminal): void {
  const alerts = command.command('alerts').description('alert rules of Prometheus, from guards and levels')
  isExported(alerts)
    .option('--output <file>', 'write them there; left out: to standard output')
    .action((plan: string, inputs: string[], options: Options) =>
      exportAlerts(plan, inputs, options, terminal),
    )
  const grafana = command
    .command('grafana')
    .description('two dashboards of Grafana: the canary, the business')
  isExported(grafana)
    .option('--output <folder>', 'write a file each there; left out: an array of both to standard output')
    .action((plan: string, inputs: string[], options: Options) =>
      exportBoards(plan, inputs, options, terminal),
    )
}

const isExported = (command: Command): Command =>
  command
    .argument('<plan>', 'the plan, a YAML file')
    .argument('[inputs...]', 'key=value for each input')
    .option('--environment <name>', 'its input called environment')
    .option('--binding <file>', 'the binding (CUTWATER_BINDING; else ./cutwater.yaml)')

function exportAlerts(plan: string, inputs: readonly string[], options: Options, terminal: Terminal): void {
  const { runbook, measured } = measuredPlan(plan, inputs, options, terminal)
  const file = alertsOf(runbook, measured)
  if (file.alerts.length === 0)
    throw new Fault(
      file.remarks.length === 0
        ? `${runbook.plan} has neither guards nor levels`
        : `no guard and no level of ${runbook.plan} can be an alert of Prometheus: ${file.remarks.join(' ')}`,
      'docs/how-to/observability.md says which can.',
    )
  for (const remark of file.remarks) terminal.note(remark)
  const text = rulesText(file, `the plan ${runbook.plan} in ${runbook.environment}`)
  if (options.output === undefined) {
    terminal.say(text.trimEnd())
    return
  }
  write(resolve(terminal.cwd, options.output), text)
  terminal.note(`written: ${options.output} (${file.alerts.length} alerts)`)
}

async function exportBoards(
  plan: string,
  inputs: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { runbook, measured } = measuredPlan(plan, inputs, options, terminal)
  const { boards, remarks } = boardsOf(runbook, measured)
  if (boards.length === 0)
    throw new Fault(
      `no signal of ${runbook.plan} can be shown by Grafana: ${remarks.join(' ')}`,
      'docs/how-to/observability.md says which can.',
    )
  for (const remark of remarks) terminal.note(remark)
  const { dashboardJson } = await import('../../export/dashboard-json.ts')
  const made = boards.map((board) => ({ board, text: JSON.stringify(dashboardJson(board), null, 2) }))
  if (options.output === undefined) {
    terminal.say(`[${made.map(({ text }) => text).join(',\n')}]`)
    return
  }
  const folder = resolve(terminal.cwd, options.output)
  for (const { board, text } of made) {
    const name = `${board.plan}-${board.environment}-${board.id}.json`
    write(join(folder, name), `${text}\n`)
    terminal.note(`written: ${join(options.output, name)} (${board.panels.length} panels)`)
  }
}

type MeasuredPlan = { readonly runbook: Runbook; readonly measured: Measured }

function measuredPlan(
  plan: string,
  inputs: readonly string[],
  { binding: named, environment: env }: Options,
  terminal: Terminal,
): MeasuredPlan {
  const file = named ?? terminal.env.CUTWATER_BINDING ?? 'cutwater.yaml'
  const compiled = { binding: file, pace: '1', ...(env === undefined ? {} : { env }) }
  const { runbook, binding } = compiledFrom(plan, inputs, compiled, terminal)
  const bound = own(binding?.environments ?? {}, runbook.environment)
  const prometheus = bound?.prometheus ?? null
  if (bound === undefined || prometheus === null)
    throw new Fault(
      `the environment ${runbook.environment} has no Prometheus in ${file}`,
      "Bind one there: prometheus: { url: 'https://prometheus.example', scrape: 15s }, and signals that it measures.",
    )
  const signals = asPrometheusHas(runbook.environment, bound)
  return { runbook, measured: { ...bound, prometheus, signals } }
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (cause) {
    throw new Fault(`${path} cannot be written: ${sentenceOf(cause)}`, 'Name another place as --output.', {
      cause,
    })
  }
}
