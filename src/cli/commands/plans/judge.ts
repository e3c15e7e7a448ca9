import type { Command } from 'commander'
import { divide } from '../../../core/backtest/divide.ts'
import { type ExplainedStep, explained, type Replay } from '../../../core/backtest/explain.ts'
import type { Recorded } from '../../../core/backtest/recorded.ts'
import { scriptedSeries } from '../../../core/backtest/scripted.ts'
import type { WatchedRule } from '../../../core/backtest/watched-rules.ts'
import { ruleWords } from '../../../core/backtest/words.ts'
import { boundShapes } from '../../../core/binding/bound-shapes.ts'
import { own } from '../../../core/document/tree.ts'
import { isRelative } from '../../../core/judge/rule.ts'
import { shapeByRules } from '../../../core/judge/rule-shape.ts'
import { Random } from '../../../core/random/random.ts'
import { requestedAt } from '../../../core/simulate/requested-at.ts'
import { withRhythm } from '../../../core/simulate/with-rhythm.ts'
import { formatInstant } from '../../../core/time/instant.ts'
import { FULL } from '../../../core/traffic/desired.ts'
import { chosenRules } from '../../plan/chosen-rules.ts'
import { type CompiledPlan, compiledFrom, isCompiledFrom } from '../../plan/compiled-plan.ts'
import { readScriptFile } from '../../plan/read-script.ts'
import { readSeries } from '../../plan/read-series.ts'
import { stepFrom, wholeFrom } from '../../plan/time-span.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawReplay } from '../../screen/replay.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = CompiledPlan & {
  readonly rule: string
  readonly target?: string
  readonly series?: string
  readonly script?: string
  readonly reference?: string
  readonly step?: string
  readonly every: string
  readonly seed: string
  readonly json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  const replay = command
    .command('replay')
    .description('every evaluation of one rule: what came in, what it came to, and why')
  isCompiledFrom(replay)
    .requiredOption('--rule <name>', 'the rule, by its id or its signal')
    .option('--target <name>', 'on which target; left out: the first')
    .option('--series <file>', 'what was measured, as JSON lines or CSV; with slots, or of everybody')
    .option('--script <file>', 'a world as simulate takes it, while the holds of the rule go by')
    .option('--reference <n>', "what the rule's bound refers to, where the plan does not say it")
    .option('--step <duration>', 'the interval of lines without a span, and of scripts', '15s')
    .option('--every <n>', 'print only one of so many, and each at which the verdict changes', '1')
    .option('--seed <n>', 'of what is drawn by lot, where a series has no sides', '1')
    .option('--json', 'print a line of JSON for each')
    .action((plan: string, inputs: string[], options: Options) => play(plan, inputs, options, terminal))
}

async function play(
  plan: string,
  inputs: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const replay = await replayOf(plan, inputs, options, terminal)
  const every = wholeFrom('--every', options.every)
  if (every === 0) throw new Fault('--every 0 prints nothing', 'Write 1 for each evaluation.')
  const shown: ExplainedStep[] = []
  let [number, verdict] = [0, '']
  for (const step of explained(replay)) {
    if (number % every === 0 || step.verdict !== verdict) {
      if (options.json === true) terminal.say(JSON.stringify({ ...step, at: formatInstant(step.at) }))
      else shown.push(step)
    }
    number += 1
    verdict = step.verdict
  }
  if (options.json === true) return
  const { watched, shape } = replay
  terminal.say(`${watched.rule.id} on ${watched.target}: ${ruleWords(watched.rule, shape)}`)
  terminal.say(drawReplay(shown, shape, drawn(terminal)))
}

async function replayOf(
  plan: string,
  inputs: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<Replay> {
  const { series, script: scriptFile } = options
  const { runbook, binding } = compiledFrom(plan, inputs, options, terminal)
  const watched = oneOf(chosenRules(runbook, options.rule), options)
  const { rule, target } = watched
  if ((series === undefined) === (scriptFile === undefined))
    throw new Fault('a replay is of one thing', 'Give either --series FILE or --script FILE.')
  const shapes = binding === null ? () => null : boundShapes(binding)
  const shapeOf = (signal: string) => shapes(runbook.environment, signal)
  const bound = own(own(binding?.environments ?? {}, runbook.environment)?.signals, rule.signal)
  const direction = (shapeOf(rule.signal) ?? shapeByRules([rule])).direction
  const facts = {
    watched,
    shape: shapeOf(rule.signal) ?? shapeByRules([rule]),
    reference: referenceOf(watched, options.reference, bound?.slo ?? null),
    test: watched.alpha === undefined ? null : { alpha: watched.alpha, direction },
  }
  const stepMs = stepFrom(options.step ?? '15s')
  if (scriptFile !== undefined) {
    const said = readScriptFile(scriptFile, runbook, shapeOf, terminal)
    const script = binding === null ? said : withRhythm(said, runbook, binding)
    const every =
      options.step === undefined || script.scrapeEvery !== undefined ? (script.scrapeEvery ?? stepMs) : stepMs
    const start = Math.ceil(requestedAt(runbook, terminal.now()) / every) * every
    const played = scriptedSeries(watched, runbook, script, shapeOf, { start, stepMs: every })
    return { ...facts, ...played, shape: played.shape ?? facts.shape, from: start, stepMs: every }
  }
  const reader = await readSeries(series ?? '', shapeOf, stepMs, terminal)
  const its = reader.of(rule.signal, target)
  if (its === null || its.recorded.length === 0)
    throw new Fault(`${series} has no ${rule.signal} of ${target}`, `It has ${reader.signals().join(', ')}.`)
  const shape = reader.shapeOf(rule.signal) ?? facts.shape
  const first = its.recorded[0]?.whole.at ?? 0
  const last = its.recorded.reduce((most, { whole }) => Math.max(most, whole.at + whole.span), first)
  const sides =
    its.canary.length > 0 ? its : dividedFrom(watched, its.recorded, shape, wholeFrom('--seed', options.seed))
  const test = facts.test === null ? null : { ...facts.test, direction: shape.direction }
  return {
    ...facts,
    test,
    shape,
    from: first,
    to: last,
    stepMs: its.spanMs,
    canary: sides.canary,
    stable: sides.stable,
  }
}

function oneOf(rules: readonly WatchedRule[], { target, rule }: Options): WatchedRule {
  const those = rules.filter((one) => target === undefined || one.target === target)
  const [first] = those
  if (first === undefined)
    throw new Fault(
      `${rule} does not look at ${target}`,
      `It looks at ${rules.map((one) => one.target).join(', ')}.`,
    )
  const ids = [...new Set(those.map((one) => one.rule.id))]
  if (ids.length > 1) throw new Fault(`${ids.length} rules are on ${rule}`, `Name one: ${ids.join(', ')}.`)
  return first
}

/** With sides that were recorded nothing is divided; without, as a backtest does it. */
function dividedFrom(
  { divided, cycle }: WatchedRule,
  recorded: readonly Recorded[],
  { kind }: Replay['shape'],
  seed: number,
): Pick<Replay, 'canary' | 'stable'> {
  if (!divided) return { canary: recorded.map(({ whole }) => whole), stable: [] }
  const random = new Random(seed)
  const share = (cycle[0]?.weight ?? FULL) / FULL
  const sides = recorded.map((one) => divide(one, kind, share, random))
  return {
    canary: sides.flatMap(({ canary }) => canary ?? []),
    stable: sides.flatMap(({ stable }) => stable ?? []),
  }
}

function referenceOf(
  { rule: { bound }, referred }: WatchedRule,
  said: string | undefined,
  slo: number | null,
): number | null {
  if (said !== undefined) {
    const number = Number(said)
    if (said.trim() === '' || !Number.isFinite(number))
      throw new Fault(
        `--reference "${said}" is no number`,
        'Write it in the scale of the signal: 0.99 is 99 %.',
      )
    return number
  }
  if (!isRelative(bound) || bound.of === 'stable') return null
  if (bound.of === 'slo' && slo !== null) return slo
  if (referred?.of === 'number') return referred.value
  throw new Fault(`the bound refers to ${bound.of}, which is not known here`, 'Give it as --reference N.')
}
