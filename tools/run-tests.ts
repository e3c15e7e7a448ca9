/**
 * Runs the tests through Node's own runner, two processes at once and the quickest kind first, as one report:
 * node tools/run-tests.ts [--only KIND] [--failed-before NAME]... [PATH...]
 */
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { spec, type TestEvent } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { runTestFiles } from './run-test-files.ts'
import { isKind, type Kind, kinds, narrow, shared, testFiles } from './test-files.ts'
import { TestTally } from './test-tally.ts'

/** All kinds together; what still runs then is stopped and counts as failed. */
const totalLimitMs = 15 * 60_000

/** Stories mostly wait, for holds and for evidence: two of them leave two processors idle a quarter of the time. */
const AT_ONCE = 2

const limits: Record<Kind, { readonly testLimitMs: number; readonly processLimitMs: number }> = {
  unit: { testLimitMs: 120_000, processLimitMs: 280_000 },
  suite: { testLimitMs: 240_000, processLimitMs: 480_000 },
  demo: { testLimitMs: 240_000, processLimitMs: 480_000 },
  story: { testLimitMs: 480_000, processLimitMs: 540_000 },
}

const root = dirname(import.meta.dirname)
const startedAt = performance.now()
const stopping = new AbortController()
const stop = stopping.signal
const stopWith = (why: string) => stopping.abort(new Error(why))
setTimeout(stopWith, totalLimitMs, `stopped after ${totalLimitMs / 60_000} minutes`).unref()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stopWith(`stopped by ${signal}`))
const report = new spec()
report.pipe(process.stdout, { end: false })

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, 'failed-before': { type: 'string', multiple: true } },
})
const tally = new TestTally(values['failed-before'])
const chosen = chosenFiles(values.only, positionals)
for (const { kind, files } of chosen) say(`${kind}: ${files.length} ${files.length === 1 ? 'file' : 'files'}`)
await runAll()
if (chosen.length === 0)
  tally.broken.push(`no test files${positionals.map((path) => ` match ${path}`).join('')}`)
if (stop.aborted) tally.broken.push(stop.reason.message)
await endReport()
// What a stopped test left running still holds a pipe to us; nobody waits for that.
process.exit(tally.failures > 0 ? 1 : 0)

function chosenFiles(only: string | undefined, paths: readonly string[]): { kind: Kind; files: string[] }[] {
  if (only !== undefined && !isKind(only))
    throw new Error(`--only takes one of ${kinds.join(', ')}, not ${only}`)
  return kinds
    .filter((kind) => only === undefined || kind === only)
    .map((kind) => {
      const files = testFiles(root, kind)
      return { kind, files: paths.length === 0 ? files : narrow(root, files, paths) }
    })
    .filter(({ files }) => files.length > 0)
}

/** No kind waits for the one before it to end: that would leave a processor idle each time. */
async function runAll(): Promise<void> {
  const waiting = chosen.flatMap(({ kind, files }) =>
    shared(kind, files, AT_ONCE).map((together) => ({
      ...limits[kind],
      files: together.map((file) => join(root, file)),
    })),
  )
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && !stop.aborted; next = waiting.shift()) {
      // Processes that run side by side are told one after the other.
      const held: TestEvent[] = []
      const onEvent = (event: TestEvent) => {
        tally.add(event)
        held.push(event)
      }
      tally.broken.push(...(await runTestFiles({ cwd: root, ...next, stop, onEvent })))
      for (const event of held) report.write(event)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

function say(message: string): void {
  report.write({ type: 'test:diagnostic', data: { message, nesting: 0, level: 'info' } })
}

async function endReport(): Promise<void> {
  const told = once(report, 'end')
  report.end()
  await told
  const write = (line: string) => process.stdout.write(`${line.replaceAll(`${root}/`, '')}\n`)
  for (const sentence of tally.broken) write(`failed: ${sentence}`)
  if (tally.skips.length > 0) write('\nskipped:')
  for (const skip of tally.skips) write(`  ${skip}`)
  write('')
  process.stdout.write(tally.runnerLines(performance.now() - startedAt))
  write(tally.lastLine())
  // All of it is through the pipe before anybody ends this process.
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
}
