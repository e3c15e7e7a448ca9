/**
 * Runs the kinds of tests one after another through Node's own runner, as one report:
 * node tools/run-tests.ts [--only KIND] [--failed-before NAME]... [PATH...]
 */
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { spec, type TestEvent } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { runTestFile } from './run-test-file.ts'
import { isKind, type Kind, kinds, narrow, testFiles } from './test-files.ts'
import { TestTally } from './test-tally.ts'

/** All kinds together; what still runs then is stopped and counts as failed. */
const totalLimitMs = 15 * 60_000

const limits: Record<
  Kind,
  { readonly atOnce: number; readonly testLimitMs: number; readonly fileLimitMs: number }
> = {
  unit: { atOnce: 2, testLimitMs: 30_000, fileLimitMs: 60_000 },
  suite: { atOnce: 2, testLimitMs: 120_000, fileLimitMs: 240_000 },
  demo: { atOnce: 2, testLimitMs: 120_000, fileLimitMs: 240_000 },
  // Stories mostly wait, for holds and for evidence: two of them leave two processors idle a quarter of the time.
  story: { atOnce: 2, testLimitMs: 480_000, fileLimitMs: 540_000 },
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
for (const { kind, files } of chosen) await runKind(kind, files)
if (chosen.length === 0)
  tally.broken.push(`no test files${positionals.map((path) => ` match ${path}`).join('')}`)
if (stop.aborted) tally.broken.push(stop.reason.message)
await endReport()
process.exitCode = tally.failures > 0 ? 1 : 0

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

async function runKind(kind: Kind, files: readonly string[]): Promise<void> {
  const { atOnce, ...limit } = limits[kind]
  say(`${kind}: ${files.length} ${files.length === 1 ? 'file' : 'files'}`)
  const waiting = [...files]
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined && !stop.aborted; file = waiting.shift()) {
      // Files that run side by side are told one after the other; a file that runs alone is told as it goes.
      const held: TestEvent[] = []
      const onEvent = (event: TestEvent) => {
        tally.add(event)
        if (atOnce === 1) report.write(event)
        else held.push(event)
      }
      const gap = await runTestFile({ cwd: root, file: join(root, file), ...limit, stop, onEvent })
      if (gap !== undefined) tally.broken.push(gap)
      for (const event of held) report.write(event)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
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
}
