/** Runs test files in one process of their own, through Node's runner, and stops it when it takes too long. */
import { join, relative } from 'node:path'
import { run } from 'node:test'
import type { TestEvent } from 'node:test/reporters'

export type FilesRun = {
  readonly cwd: string
  /** Absolute. Several share the process, which saves each of them its start and its libraries. */
  readonly files: readonly string[]
  readonly testLimitMs: number
  /** Past this the process is stopped: it may keep a timer or a socket open after its last test. */
  readonly processLimitMs: number
  readonly stop: AbortSignal
  readonly onEvent: (event: TestEvent) => void
}

/** Returns a sentence for each file that did not report its tests, and for a process that did not report all of them. */
export async function runTestFiles(options: FilesRun): Promise<readonly string[]> {
  const { cwd, files, testLimitMs, processLimitMs, stop, onEvent } = options
  const [alone = ''] = files
  const entry = files.length === 1 ? alone : join(import.meta.dirname, 'import-tests.ts')
  const tooLong = new AbortController()
  const timer = setTimeout(
    () => tooLong.abort(new Error(`still running after ${processLimitMs / 1000} s, so it was stopped`)),
    processLimitMs,
  )
  // No forceExit: it ends the process before all of its report is through the pipe, and tests go missing.
  const events = run({
    cwd,
    files: [entry],
    argv: files.length === 1 ? [] : [...files],
    timeout: testLimitMs,
    signal: AbortSignal.any([tooLong.signal, stop]),
  })
  const heard = new Set<string>()
  let seen = 0
  let announced: number | undefined
  let endedItself = false
  try {
    for await (const event of events as AsyncIterable<TestEvent>) {
      if (event.type === 'test:summary' && event.data.file !== undefined) announced = event.data.counts.tests
      if (event.type === 'test:pass' || event.type === 'test:fail') {
        if (event.data.file !== undefined) heard.add(event.data.file)
        if (event.data.name === entry) endedItself = true
        else if (event.data.details.type !== 'suite') seen++
      }
      if (!isOwnSummary(event)) onEvent(event)
    }
  } finally {
    clearTimeout(timer)
  }
  if (stop.aborted || tooLong.signal.aborted) return []
  const name = (file: string) => relative(cwd, file)
  // A file alone may take its tests from a suite that others share, and they are counted there.
  const isHeard = (file: string) => (file === entry ? seen > 0 : heard.has(file))
  const silent = files.filter((file) => !isHeard(file)).map((file) => `${name(file)} reported no tests`)
  if (endedItself || announced === seen) return silent
  return [
    ...silent,
    `${files.map(name).join(', ')} announced ${announced ?? 'no'} tests and reported ${seen}`,
  ]
}

/** Each run ends with its own counts. Only the sum is printed, so that nobody adds them up twice. */
function isOwnSummary(event: TestEvent): boolean {
  return (
    event.type === 'test:summary' ||
    (event.type === 'test:diagnostic' &&
      event.data.nesting === 0 &&
      /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(event.data.message))
  )
}
