import type { Command } from 'commander'
import type { Binding } from '../../../core/binding/binding.ts'
import { boundShapes } from '../../../core/binding/bound-shapes.ts'
import { isTerminal } from '../../../core/change/state/change.ts'
import type { CompileOptions } from '../../../core/plan/plan.ts'
import { hashRunbook } from '../../../core/runbook/hash.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import type { SignalShape } from '../../../core/signal/shape.ts'
import { requestedAt } from '../../../core/simulate/requested-at.ts'
import { healthyWorld, type Script } from '../../../core/simulate/script.ts'
import { type Moment, type Simulated, simulate } from '../../../core/simulate/simulate.ts'
import { SimulationTooLong } from '../../../core/simulate/too-long.ts'
import { withRhythm } from '../../../core/simulate/with-rhythm.ts'
import { clockWords } from '../../../read/words/clock.ts'
import { span, withLocalTimes } from '../../../read/words/time.ts'
import { compiledFrom } from '../../plan/compiled-plan.ts'
import { type InputOptions, namesPeople, peopleFrom } from '../../plan/plan-inputs.ts'
import { readScriptFile } from '../../plan/read-script.ts'
import { plain } from '../../screen/text.ts'
import { exitCodeOf } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = Pick<InputOptions, 'lead' | 'contact'> & {
  readonly script?: string
  readonly binding?: string
  readonly pace: string
  readonly json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  namesPeople(command)
    .argument('<plan>', 'the plan, a YAML file')
    .argument('[inputs...]', 'key=value for each input')
    .option('--script <file>', 'what the world does: observations.yaml; without it everything is healthy')
    .option('--binding <file>', 'check names and limits against a binding too, and measure as it says')
    .option('--pace <n>', "divide the plan's own durations by this", '1')
    .option('--json', 'print the timeline as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 the change would succeed, 3 it would be rolled back, 1 every other end and every error.',
    )
    .action((plan: string, inputs: string[], options: Options) =>
      simulatePlan(plan, inputs, options, terminal),
    )
}

function simulatePlan(plan: string, inputs: readonly string[], options: Options, terminal: Terminal): void {
  const { runbook, binding } = compiledFrom(plan, inputs, { ...options, ...namedBy(options) }, terminal)
  const shapeOf = shapesFor(runbook, binding)
  const said =
    options.script === undefined ? healthyWorld() : readScriptFile(options.script, runbook, shapeOf, terminal)
  const script = binding === null ? said : withRhythm(said, runbook, binding)
  const simulated = played(runbook, script, requestedAt(runbook, terminal.now()), shapeOf)
  const { change, start, end, t, timeline } = simulated
  if (options.json === true) {
    const result = { status: change.status, runbook: hashRunbook(runbook), start, end, t, timeline }
    terminal.say(JSON.stringify(result, null, 2))
  } else {
    for (const moment of timeline) terminal.say(drawMoment(moment, simulated, terminal))
    terminal.say(drawEnd(simulated, terminal))
  }
  terminal.exitCode(exitCodeOf(change.status))
}

function played(runbook: Runbook, script: Script, at: number, shapeOf: Shapes): Simulated {
  try {
    return simulate(runbook, script, at, undefined, shapeOf)
  } catch (error) {
    if (error instanceof SimulationTooLong) throw new Fault(`${error.message}.`, `${error.remedy}.`)
    throw error
  }
}

type Shapes = (signal: string) => SignalShape | null

/** What the signals of its environment are; without a binding its rules say it. */
function shapesFor({ environment }: Runbook, binding: Binding | null): Shapes {
  if (binding === null) return () => null
  const shapeOf = boundShapes(binding)
  return (signal) => shapeOf(environment, signal)
}

/** As a request names them; where nobody is named, each part is left to its lead, by the plan's own name. */
function namedBy(options: Pick<Options, 'lead' | 'contact'>): Pick<CompileOptions, 'people'> {
  const { leads, contacts } = peopleFrom(options)
  if (leads === undefined && contacts === undefined) return {}
  return { people: { leads: leads ?? {}, contacts: contacts ?? {} } }
}

/** With phases, every moment is counted from T, as the plan does. */
function drawMoment(
  { at, offsetMs, type, sentence }: Moment,
  { start, t }: Simulated,
  { paint, zone }: Terminal,
): string {
  const offset = t === null ? `+${span(offsetMs)}`.padStart(9) : clockWords(at - t).padStart(12)
  const text = plain(withLocalTimes(sentence, zone, start))
  return `${paint.dim(offset)}  ${toneOf(type, paint)(text)}`
}

function toneOf(type: Moment['type'], paint: Terminal['paint']): (text: string) => string {
  switch (type) {
    case 'rollback-started':
    case 'guard-tripped':
    case 'gate-failed':
    case 'window-overrun':
    case 'failed':
      return paint.red
    case 'evidence-missing':
    case 'refused':
    case 'step-unknown':
    case 'paused':
      return paint.yellow
    case 'stage-passed':
    case 'succeeded':
    case 'adopted':
      return paint.green
    default:
      return (text) => text
  }
}

function drawEnd({ change, start, end }: Simulated, { paint }: Terminal): string {
  const after = `after ${span(end - start)}`
  return isTerminal(change)
    ? paint.bold(`${change.status} ${after}`)
    : paint.yellow(`still ${change.status} ${after}: it would wait for a person`)
}
