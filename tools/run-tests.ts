/**
 * Runs the tests through Node's own runner, a few processes at once and the quickest kind first, as one report:
 * node tools/run-tests.ts [--only KIND] [--failed-before NAME]... [--root DIR] [PATH...]
 *
 * By run() and not by `node --test`, which begins its files in the order of the alphabet: a long one that begins last
 * leaves a processor idle for minutes.
 */
import { dirname, join } from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ReportedTests } from './reported-tests.ts'
import { isKind, type Kind, kinds, narrow, shared, testFiles } from './test-files.ts'
import { TestReport } from './test-report.ts'

/**
 * All kinds together; what still runs then is stopped and counts as failed. Twice what it takes, for machines are not
 * alike: the limit is for what hangs.
 */
const totalLimitMs = 45 * 60_000

/** Unit tests do nothing but work, so as many processes as there are processors, of the smallest machine. */
const HANDS = 2
/**
 * Files at once. A suite waits for half of its time, for limits and for scrapes. A story waits for a third of it, for
 * holds and for evidence: more than two make a machine of two processors so slow that what its users meet is no longer
 * what anybody would.
 */
const AT_ONCE: Record<Kind, number> = { unit: 2, suite: 3, demo: 2, story: 2 }

const limits: Record<Kind, { readonly testMs: number; readonly processSeconds: number }> = {
  unit: { testMs: 120_000, processSeconds: 280 },
  suite: { testMs: 240_000, processSeconds: 480 },
  demo: { testMs: 240_000, processSeconds: 480 },
  story: { testMs: 480_000, processSeconds: 540 },
}

const importTests = join(import.meta.dirname, 'import-tests.ts')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    /** A check that failed before any test ran. */
    'failed-before': { type: 'string', multiple: true, default: [] },
    root: { type: 'string', default: dirname(import.meta.dirname) },
  },
})
const { root } = values
const report = new TestReport(root)
for (const check of values['failed-before']) report.fail(`${check}, before the tests`)
const reported = new ReportedTests()
const stopping = new AbortController()
const stopWith = (why: string) => {
  report.fail(why)
  stopping.abort(new Error(why))
}
setTimeout(stopWith, totalLimitMs, `stopped after ${totalLimitMs / 60_000} minutes`).unref()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stopWith(`stopped by ${signal}`))

const chosen = chosenFiles(values.only, positionals)
for (const { kind, files } of chosen)
  process.stdout.write(`${kind}: ${files.length} ${files.length === 1 ? 'file' : 'files'}\n`)
if (chosen.length === 0) report.fail(`no test files${positionals.map((path) => ` match ${path}`).join('')}`)

const hands = chosen.flatMap(({ kind, files }) => (kind === 'unit' ? shared(files, HANDS) : []))
const alone = chosen.filter(({ kind }) => kind !== 'unit')
// The hands run side by side and are told one after the other; the rest waits for both, which end together.
const together = hands.map((files) => start('unit', [importTests], files))
for (const events of together) await tell(events)
for (const { kind, files } of alone) if (!stopping.signal.aborted) await tell(start(kind, files))

const processes = [
  ...hands.map((files) => ({ entry: importTests, files })),
  ...alone.flatMap(({ files }) => files.map((file) => ({ entry: file, files: [file] }))),
]
if (!stopping.signal.aborted) for (const sentence of reported.missing(processes)) report.fail(sentence)
// All of it is through the pipe before the process ends; what a stopped test left running may still hold that open.
process.stdout.write(report.end(), () => process.exit(report.failed > 0 ? 1 : 0))

function chosenFiles(only: string | undefined, paths: readonly string[]): { kind: Kind; files: string[] }[] {
  if (only !== undefined && !isKind(only))
    throw new Error(`--only takes one of ${kinds.join(', ')}, not ${only}`)
  return kinds
    .filter((kind) => only === undefined || kind === only)
    .map((kind) => {
      const files = testFiles(root, kind)
      const wanted = paths.length === 0 ? files : narrow(root, files, paths)
      return { kind, files: wanted.map((file) => join(root, file)) }
    })
    .filter(({ files }) => files.length > 0)
}

function start(kind: Kind, files: string[], argv: string[] = []): ReturnType<typeof run> {
  const limit = pathToFileURL(join(import.meta.dirname, 'process-limit.mjs'))
  limit.searchParams.set('seconds', String(limits[kind].processSeconds))
  // No forceExit: it ends a process before all of its report is through the pipe, and tests go missing.
  return run({
    cwd: root,
    files,
    argv,
    execArgv: [`--import=${limit}`],
    concurrency: AT_ONCE[kind],
    timeout: limits[kind].testMs,
    signal: stopping.signal,
  })
}

async function tell(events: ReturnType<typeof run>): Promise<void> {
  for await (const event of events) {
    reported.add(event)
    process.stdout.write(report.add(event))
  }
}
