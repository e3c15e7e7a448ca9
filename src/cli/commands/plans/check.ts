import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Binding } from '../../../core/binding/binding.ts'
import { parseBinding } from '../../../core/binding/parse.ts'
import { type Finding, hasErrors } from '../../../core/document/finding.ts'
import { own } from '../../../core/document/tree.ts'
import { checkPlan, flagsOf, signalsOf } from '../../../core/plan/plan.ts'
import { readBeside } from '../../../runtime/context/read-beside.ts'
import { asksServer, type ConnectionOptions, connect, knowsServer } from '../../connection/connection.ts'
import { drawFinding, drawSummary } from '../../plan/findings.ts'
import { inputsFrom, paceFrom } from '../../plan/plan-inputs.ts'
import { readPlan } from '../../plan/read-plan.ts'
import { ruleVisibility, VISIBILITY_SEED } from '../../plan/rule-visibility.ts'
import { drawVisibility, usualInNumbers, type VisibleRule } from '../../screen/visibility.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & {
  binding?: string
  pace?: string
  offline?: boolean
  evidence?: boolean
  env?: string
  rps?: string
  errors?: string
  latency?: string
  json?: boolean
}

/**
 * Needs no server; where it finds one, it asks for the locks of flags. Every finding at once, as `file:line:column`;
 * exit code 1 when one of them is an error.
 */
export function define(command: Command, terminal: Terminal): void {
  asksServer(
    command
      .argument('<plan>', 'file of the plan')
      .argument('[inputs...]', 'key=value; checked for these alone, and not for whatever may be given'),
  )
    .option(
      '--binding <file>',
      'also look up every name in this binding, and ask its sources for the signals and its gateways for the sides',
    )
    .option('--pace <n>', 'whether it fits its window at this pace too', '1')
    .option(
      '--evidence',
      'also say how long each rule needs to see 2, 5 and 10 times the errors, or slower requests, at each stage',
    )
    .option('--env <name>', 'with --evidence: the input called environment')
    .option('--rps <n>', 'with --evidence: requests a second; left out: what the binding has measured')
    .option('--errors <percent>', 'with --rps: how much fails while all is well; 0.5% if left out')
    .option('--latency <p50/p95>', 'with --rps: how long requests take while all is well, such as 80ms/215ms')
    .option('--offline', 'send no queries, neither to the sources and gateways nor to a server')
    .addHelpText(
      'after',
      '\nWith a server it also finds the flags of the plan that somebody has locked, and says when it is to\nbe reviewed, or its rollback drilled.',
    )
    .action(async (plan: string, words: readonly string[], options: Options) => {
      const given = words.length === 0 ? null : inputsFrom(words)
      const text = readPlan(plan, terminal)
      const bound = options.binding === undefined ? null : readBinding(options.binding, terminal)
      const binding = bound?.binding ?? null
      const findings = [
        ...(bound?.findings ?? []),
        ...checkPlan(text, plan, binding, paceFrom(options.pace), given),
        ...(bound === null || options.offline === true ? [] : await askSources(text, plan, bound, terminal)),
        ...(bound === null || options.offline === true ? [] : await askItsGateways(bound, terminal)),
        ...(options.offline === true ? [] : await askForLocks(text, plan, options, terminal)),
      ]
      terminal.exitCode(hasErrors(findings) ? 1 : 0)
      const evidence = hasErrors(findings) ? null : await evidenceOf(plan, words, options, terminal)
      if (options.json === true) {
        const seen = evidence === null ? {} : { evidence: evidence.map(asJson) }
        terminal.say(JSON.stringify({ ok: !hasErrors(findings), findings, ...seen }))
        return
      }
      for (const finding of findings) terminal.say(drawFinding(finding, terminal))
      const remedy = bound === null ? 'give --binding FILE' : 'correct the binding first'
      const unknown = binding === null ? ` (names were not looked up: ${remedy})` : ''
      terminal.say(drawSummary(plan, findings, unknown))
      if (evidence === null) return
      terminal.say('')
      terminal.say(drawVisibility(evidence, VISIBILITY_SEED, terminal.paint))
    })
}

/** Null: it was not asked for. */
async function evidenceOf(
  plan: string,
  words: readonly string[],
  { evidence = false, pace = '1', ...options }: Options,
  terminal: Terminal,
): Promise<readonly VisibleRule[] | null> {
  if (evidence) return ruleVisibility(plan, words, { ...options, pace }, terminal)
  const [odd] = (['rps', 'errors', 'latency', 'env'] as const).filter((name) => options[name] !== undefined)
  if (odd !== undefined) throw new Fault(`--${odd} is of --evidence`, 'Give --evidence with it.')
  return null
}

function asJson({ watched, shape: _, usual, ...found }: VisibleRule) {
  const { rule, step, target } = watched
  return { step, rule: rule.id, target, signal: rule.signal, ...(usual && usualInNumbers(usual)), ...found }
}

type BoundFile = {
  readonly file: string
  readonly text: string
  readonly binding: Binding | null
  readonly findings: readonly Finding[]
}

function readBinding(file: string, terminal: Terminal): BoundFile {
  const text = readPlan(file, terminal, 'binding')
  const parsed = parseBinding(text, file, readBeside(resolve(terminal.cwd, file)))
  return 'binding' in parsed
    ? { file, text, binding: parsed.binding, findings: [] }
    : { file, text, binding: null, findings: parsed.findings }
}

/** It asks what only a server knows: when it was reviewed, or its rollback drilled. */
const DUE = /^reviewEvery:|\bdrill:/m

const OF_THE_SERVER: readonly string[] = ['flag-locked', 'review-due', 'drill-due']

/** What only the server knows: locks in its way, a drill or a review that is due. Of a plan without any, nothing. */
async function askForLocks(
  text: string,
  file: string,
  options: Options,
  terminal: Terminal,
): Promise<readonly Finding[]> {
  const asks = flagsOf(text, file, { inputs: null, binding: null }).length > 0 || DUE.test(text)
  if (!knowsServer(options, terminal) || !asks) return []
  try {
    const { findings } = await connect(options, terminal).checkPlan({ plan: text, file }, null)
    return findings.filter(({ code }) => OF_THE_SERVER.includes(code))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    terminal.note(`whether somebody has locked its flags, or has to review or drill it, is not known: ${why}`)
    return []
  }
}

/** Whether its gateways send requests where it deploys to; a gateway that does not run here is not asked. */
async function askItsGateways(
  { file, text, binding }: BoundFile,
  { cwd }: Terminal,
): Promise<readonly Finding[]> {
  const bound = Object.values(binding?.environments ?? {}).flatMap(({ targets }) => Object.values(targets))
  if (binding === null || !bound.some(({ traffic }) => traffic.adapter === 'gateway')) return []
  const { askGateways } = await import('../../../compose/gateway-sides.ts')
  return askGateways({ file, path: resolve(cwd, file), text, binding })
}

/** Whether what the plan decides by is measured at this moment. Nothing is asked that the plan does not use. */
async function askSources(
  plan: string,
  planFile: string,
  { file, text, binding }: BoundFile,
  { cwd }: Terminal,
): Promise<readonly Finding[]> {
  if (binding === null) return []
  const uses = signalsOf(plan, planFile, binding)
  const asked = uses.some(
    ({ environment, signal }) =>
      (own(own(binding.environments, environment)?.signals, signal)?.source ?? 'gateway') !== 'gateway',
  )
  if (!asked) return []
  const { askForSignals } = await import('../../../compose/probe-signals.ts')
  return askForSignals({ file, path: resolve(cwd, file), text, binding, uses })
}
