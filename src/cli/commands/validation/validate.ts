import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { SignalsNow } from '../../../compose/signal-look.ts'
import type { Binding, EnvironmentBinding } from '../../../core/binding/binding.ts'
import { didYouMean } from '../../../core/document/did-you-mean.ts'
import type { Check, Suite } from '../../../core/validation/check.ts'
import { checkFor } from '../../../core/validation/for-change.ts'
import { chosen, type SuiteResult, suiteResult } from '../../../core/validation/result.ts'
import { said } from '../../../http/client/client.ts'
import { asksServer, type ConnectionOptions, connect, knowsServer } from '../../connection/connection.ts'
import { validationPage } from '../../report/validation-page.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawSuite, drawTotal } from '../../screen/validation.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { askedChange, keepWith } from './for-change.ts'

type Options = ConnectionOptions & {
  binding?: string
  env?: string
  quick?: boolean
  full?: boolean
  report?: string
  json?: boolean
  change?: string
}

/** Looks at the checks of suites by itself, from where it runs; a server is asked for signals, and with a change. */
export function define(command: Command, terminal: Terminal): void {
  asksServer(command)
    .argument('[suites...]', 'suites of the binding; all of them when none is named')
    .option('--binding <file>', 'the binding (CUTWATER_BINDING; else ./cutwater.yaml)')
    .option('--env <name>', 'its environment; may be left out where it has one alone')
    .option('--quick', 'only checks that are marked as quick')
    .option('--full', 'every check, which is what happens without it too')
    .option('--report <file>', 'also write a page that can be sent to people')
    .option('--change <id>', 'look for this change, such as CHG-2026-0001, and keep with it what was seen')
    .addHelpText(
      'after',
      '\nExit codes: 0 every required check passed, 1 one failed or could not be looked at, or an error.',
    )
    .action(async (names: readonly string[], options: Options) => {
      if (options.quick === true && options.full === true)
        throw new Fault('--quick and --full do not go together', 'Give one of them.')
      const file = resolve(terminal.cwd, options.binding ?? terminal.env.CUTWATER_BINDING ?? 'cutwater.yaml')
      const { readBinding } = await import('../../../compose/binding.ts')
      const { change: id } = options
      const change = id === undefined ? null : await askedChange(id, options.env, options, terminal)
      const named = change?.environment ?? options.env
      const [environment, bound] = environmentOf(await readBinding(file), named, file)
      const checks =
        change === null
          ? bound.checks
          : mapValues(bound.checks, (check) => checkFor(check, change, bound.targets))
      const suites = suitesNamed(names, bound, environment)
      const at = new Date(terminal.now()).toISOString()
      const looking = { file, environment, bound: { ...bound, checks }, suites }
      const results = await look(looking, options, terminal)
      const passed = results.every(({ outcome }) => outcome === 'passed')
      terminal.exitCode(passed ? 0 : 1)
      const page = options.report === undefined ? null : validationPage({ environment, at, results })
      if (options.report !== undefined && page !== null)
        await write(resolve(terminal.cwd, options.report), page)
      if (options.json === true)
        terminal.say(JSON.stringify({ ok: passed, environment, at, suites: results }, withoutPictures))
      else terminal.say(drawTotal(results, drawn(terminal)))
      if (change === null) return
      const looked = results.flatMap((suite) => suite.checks.flatMap(({ check }) => checks[check] ?? []))
      const kept = await keepWith(change, { checks: looked, results, page }, options, terminal)
      if (options.json !== true) terminal.say(kept)
    })
}

const mapValues = <V>(
  of: Readonly<Record<string, V>>,
  change: (value: V) => V,
): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]))

/** They are for the report. */
const withoutPictures = (key: string, value: unknown): unknown => (key === 'picture' ? undefined : value)

type Looking = {
  readonly file: string
  readonly environment: string
  readonly bound: EnvironmentBinding
  readonly suites: readonly Suite[]
}

/** What the server measures, asked once however many checks want to know. */
function signalsOf(environment: string, options: Options, terminal: Terminal): SignalsNow {
  let asked: ReturnType<SignalsNow> | undefined
  const ask = async () => {
    if (!knowsServer(options, terminal))
      return { unable: 'there is no server that measures; say where it is with --server URL' }
    const client = connect(options, terminal)
    return said(client.ask.GET('/v1/signals', { params: { query: { environment } } }))
  }
  return () => {
    asked ??= ask()
    return asked
  }
}

/** Suites are said in their order as soon as they, and all before them, are over. */
async function look(
  { file, environment, bound, suites }: Looking,
  options: Options,
  terminal: Terminal,
): Promise<readonly SuiteResult[]> {
  const { quick = false, json = false } = options
  const checksOf = (suite: Suite): readonly Check[] =>
    chosen(
      suite.checks.flatMap((name) => bound.checks[name] ?? []),
      quick,
    )
  const those = suites
    .map((suite) => ({ suite, checks: checksOf(suite) }))
    .filter(({ checks }) => checks.length > 0)
  if (those.length === 0)
    throw new Fault('none of these checks is quick', 'Mark some with quick: true, or look at all of them.')
  const { runChecksDirectly } = await import('../../../compose/checks.ts')
  // One that stands in several suites is looked at once.
  const all = [...new Set(those.flatMap(({ checks }) => checks))]
  const over = new Map<string, Awaited<ReturnType<typeof runChecksDirectly>>[number]>()
  const results: SuiteResult[] = []
  const sayOver = () => {
    for (let next = those[results.length]; next !== undefined; next = those[results.length]) {
      const its = next.checks.flatMap(({ name }) => over.get(name) ?? [])
      if (its.length < next.checks.length) return
      const result = suiteResult(next.suite, its)
      results.push(result)
      if (!json) terminal.say(drawSuite(result, drawn(terminal)))
    }
  }
  await runChecksDirectly(file, bound, all, {
    clock: { now: () => terminal.now() },
    signal: terminal.stop,
    signals: signalsOf(environment, options, terminal),
    onResult: (result) => {
      over.set(result.check, result)
      sayOver()
    },
  })
  return results
}

function environmentOf(
  { environments }: Binding,
  named: string | undefined,
  file: string,
): readonly [string, EnvironmentBinding] {
  const known = Object.keys(environments)
  const name = named ?? (known.length === 1 ? known[0] : undefined)
  if (name === undefined)
    throw new Fault(`${file} has several environments`, `Give --env ${known.join(' or ')}.`)
  const bound = Object.hasOwn(environments, name) ? environments[name] : undefined
  if (bound === undefined) throw new Fault(`${file} has no environment ${name}`, didYouMean(name, known))
  return [name, bound]
}

function suitesNamed(
  names: readonly string[],
  { suites }: EnvironmentBinding,
  environment: string,
): readonly Suite[] {
  const known = Object.keys(suites)
  if (known.length === 0)
    throw new Fault(
      `the binding of ${environment} has no suites`,
      'Add suites: { services: { checks: [NAME] } }, and checks: { NAME: { http: { url: URL } } }.',
    )
  return (names.length === 0 ? known : [...new Set(names)]).map((name) => {
    const suite = Object.hasOwn(suites, name) ? suites[name] : undefined
    if (suite === undefined) throw new Fault(`${environment} has no suite ${name}`, didYouMean(name, known))
    return suite
  })
}

async function write(file: string, page: string): Promise<void> {
  try {
    await writeFile(file, page)
  } catch (error) {
    throw new Fault(`the report cannot be written to ${file}: ${sentenceOf(error)}`, 'Give another file.', {
      cause: error,
    })
  }
}
