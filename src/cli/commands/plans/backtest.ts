import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { hasActed, hasEnough, type RuleResult } from '../../../core/backtest/result.ts'
import type { WatchedRule } from '../../../core/backtest/watched-rules.ts'
import { actionWords, ruleWords, sidesWords } from '../../../core/backtest/words.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import { formatInstant } from '../../../core/time/instant.ts'
import {
  type Backtest,
  EVALUATIONS_MAX,
  evaluationsOf,
  runBacktest,
} from '../../../runtime/backtest/run-backtest.ts'
import { seriesSources } from '../../../runtime/backtest/series-sources.ts'
import { databaseAccess } from '../../connection/database-access.ts'
import { chosenRules } from '../../plan/chosen-rules.ts'
import { type CompiledPlan, compiledFrom, isCompiledFrom } from '../../plan/compiled-plan.ts'
import { readSeries } from '../../plan/read-series.ts'
import { spanBetween, stepFrom, timeFrom, wholeFrom } from '../../plan/time-span.ts'
import { type BacktestShown, drawBacktest } from '../../screen/backtest.ts'
import { drawn } from '../../screen/drawn.ts'
import { EXIT, EXIT_OF_A_BACKTEST } from '../../terminal/exit-code.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = CompiledPlan & {
  readonly from?: string
  readonly to?: string
  readonly step?: string
  readonly rule?: string
  readonly series?: string
  readonly databaseUrl?: string
  readonly share?: string
  readonly seed: string
  readonly chart?: boolean
  readonly report?: string
  readonly json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  isCompiledFrom(command)
    .option(
      '--from <time>',
      'since when: an instant with its offset, a day (UTC), or how long ago such as 90d',
    )
    .option('--to <time>', 'until when; left out: now, or the end of the file')
    .option('--step <duration>', 'evaluate less often than the binding measures, which is quicker')
    .option('--rule <name>', 'one rule by its id, or all rules on one signal')
    .option('--series <file>', 'what was measured, as JSON lines or CSV, instead of asking the sources')
    .option('--database-url <url>', 'of a server: what it has kept of its gateways')
    .option('--share <percent>', 'rules that compare with a number see only so much of the requests, by lot')
    .option('--seed <n>', 'of what is drawn by lot', '1')
    .option('--chart', 'draw the worst hour of each rule')
    .option('--report <file>', 'also write a page of its own, with charts')
    .option('--json', 'print all of it as JSON')
    .addHelpText('after', EXIT_OF_A_BACKTEST)
    .action((plan: string, inputs: string[], options: Options) => backtest(plan, inputs, options, terminal))
}

async function backtest(
  plan: string,
  inputs: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { runbook, binding } = compiledFrom(plan, inputs, options, terminal)
  const rules = chosenRules(runbook, options.rule)
  const parts = { ...options, environment: runbook.environment, rules, boundFile: binding }
  const world =
    options.series === undefined
      ? await fromSources(parts, terminal)
      : await fromFile(parts, options.series, terminal)
  try {
    const evaluations = evaluationsOf(world.backtest)
    if (evaluations > EVALUATIONS_MAX)
      throw new Fault(
        `that is ${Math.round(evaluations).toLocaleString('en-US')} evaluations, and at most ${EVALUATIONS_MAX.toLocaleString('en-US')} are made`,
        'Give a shorter time, a longer --step, or one --rule.',
      )
    const results = await runBacktest(world.backtest, terminal.stop)
    const shown = { ...world.backtest, results, share: world.backtest.share ?? null }
    if (options.report !== undefined) await writeReport(options.report, shown, runbook, terminal)
    show(shown, options, terminal)
  } finally {
    await world.close()
  }
}

type Parts = Options & {
  readonly environment: string
  readonly rules: readonly WatchedRule[]
  readonly boundFile: CompiledBinding
}
type CompiledBinding = ReturnType<typeof compiledFrom>['binding']
type World = { readonly backtest: Backtest; close(): Promise<void> }

const settings = ({ seed, share, rules }: Parts) => ({
  rules,
  seed: wholeFrom('--seed', seed),
  ...(share === undefined ? {} : { share: shareFrom(share) }),
})

async function fromSources(parts: Parts, terminal: Terminal): Promise<World> {
  const { binding, environment, databaseUrl, step } = parts
  if (binding === undefined)
    throw new Fault(
      'nobody says where it was measured',
      'Give --binding FILE, whose sources are asked, or --series FILE.',
    )
  if (parts.from === undefined) throw new Fault('--from is missing', 'Say since when, such as --from 30d.')
  const now = terminal.now()
  const to = parts.to === undefined ? now : timeFrom('--to', parts.to, now)
  const span = spanBetween(timeFrom('--from', parts.from, now), to, now)
  const database = databaseUrl === undefined ? null : databaseAccess(databaseUrl, terminal)
  const { recordedSources } = await import('../../../compose/recorded-sources.ts')
  const { sources, shapes, slos, whyNot, close } = await recordedSources({
    bindingFile: resolve(terminal.cwd, binding),
    environment,
    sleep: (ms) => terminal.sleep(ms),
    ...(database === null ? {} : { database }),
    ...(step === undefined ? {} : { stepMs: stepFrom(step) }),
  })
  return {
    backtest: {
      ...settings(parts),
      ...span,
      sources,
      whyNot,
      shapeOf: (signal) => shapes.get(signal) ?? null,
      sloOf: (signal) => slos.get(signal) ?? null,
      progress: progressOn(terminal),
    },
    close,
  }
}

async function fromFile(parts: Parts, file: string, terminal: Terminal): Promise<World> {
  const { rules, environment, boundFile, step } = parts
  const bound = boundFile === null ? null : (boundFile.environments[environment]?.signals ?? null)
  const shapeOf = (signal: string) =>
    bound !== null && Object.hasOwn(bound, signal) ? (bound[signal] ?? null) : null
  const reader = await readSeries(file, shapeOf, step === undefined ? 15_000 : stepFrom(step), terminal)
  const signals = [...new Set(rules.map(({ rule }) => rule.signal))].filter((name) =>
    reader.signals().includes(name),
  )
  const all = rules.flatMap(({ rule, target }) => reader.of(rule.signal, target)?.recorded ?? [])
  const now = terminal.now()
  const first = all.reduce((least, { whole }) => Math.min(least, whole.at), now)
  const last = all.reduce((most, { whole }) => Math.max(most, whole.at + whole.span), first)
  if (all.length === 0)
    throw new Fault(
      `${file} has none of the signals that the plan decides by`,
      `It has ${reader.signals().join(', ')}.`,
    )
  const from = parts.from === undefined ? first : timeFrom('--from', parts.from, now)
  const to = parts.to === undefined ? last : timeFrom('--to', parts.to, now)
  return {
    backtest: {
      ...settings(parts),
      ...spanBetween(from, to, now),
      sources: seriesSources(
        file,
        signals,
        (signal, target) => reader.of(signal, target),
        (signal) => reader.spanOf(signal),
      ),
      whyNot: (signal) => `${file} has no ${signal}`,
      shapeOf: (signal) => reader.shapeOf(signal),
      sloOf: (signal) =>
        bound !== null && Object.hasOwn(bound, signal) ? (bound[signal]?.slo ?? null) : null,
    },
    close: async () => undefined,
  }
}

async function writeReport(
  file: string,
  shown: BacktestShown,
  { title, environment }: Runbook,
  { cwd, note }: Terminal,
): Promise<void> {
  const { backtestHtml } = await import('../../report/backtest-html.ts')
  try {
    writeFileSync(resolve(cwd, file), backtestHtml(shown, `${title} in ${environment}, on the past`))
  } catch (cause) {
    throw new Fault(`the report ${file} cannot be written: ${sentenceOf(cause)}`, 'Name another file.', {
      cause,
    })
  }
  note(`written: ${file}`)
}

function show(shown: BacktestShown, { json, chart }: Options, terminal: Terminal): void {
  const { results, from, to, seed } = shown
  terminal.exitCode(
    results.some(hasActed) ? EXIT.acted : results.every(hasEnough) ? EXIT.done : EXIT.tooLittleData,
  )
  if (json === true) {
    terminal.say(
      JSON.stringify(
        {
          from: formatInstant(from),
          to: formatInstant(to),
          seed,
          rules: results.map((one) => asJson(one, seed)),
        },
        null,
        2,
      ),
    )
    return
  }
  terminal.say(drawBacktest(shown, chart === true, drawn(terminal)))
}

function asJson(result: RuleResult, seed: number) {
  const { watched, shape, ...found } = result
  const { rule, step, target, watch } = watched
  return {
    step,
    rule: rule.id,
    target,
    signal: rule.signal,
    says: ruleWords(rule, shape),
    would: actionWords(rule),
    watch,
    sides: sidesWords(result, seed),
    enough: hasEnough(result),
    acted: hasActed(result),
    shape,
    ...found,
  }
}

/** On one line of a person's terminal; in a pipe nothing. */
function progressOn({ live, note }: Terminal): (source: string, share: number) => void {
  let told = 0
  return (source, share) => {
    const tenth = Math.floor(share * 10)
    if (!live || tenth <= told) return
    told = tenth
    note(`${source}: ${tenth * 10} %`)
  }
}

function shareFrom(text: string): number {
  const share = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(text)?.[1]) / 100
  if (!(share > 0 && share <= 1))
    throw new Fault(`--share "${text}" is no share`, 'Write one above 0 up to 100, such as 5%.')
  return share
}
