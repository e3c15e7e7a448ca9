/** Runs one test file in a process of its own, through Node's runner, and stops it when it takes too long. */
import { relative } from 'node:path'
import { run } from 'node:test'
import type { TestEvent } from 'node:test/reporters'

export type FileRun = {
  readonly cwd: string
  readonly file: string
  readonly testLimitMs: number
  /** Past this the process is stopped: it may keep a timer or a socket open after its last test. */
  readonly fileLimitMs: number
  readonly stop: AbortSignal
  readonly onEvent: (event: TestEvent) => void
}

/** Returns a sentence when the file did not report all its tests, undefined when it did. */
export async function runTestFile(options: FileRun): Promise<string | undefined> {
  const { cwd, file, testLimitMs, fileLimitMs, stop, onEvent } = options
  const tooLong = new AbortController()
  const timer = setTimeout(
    () => tooLong.abort(new Error(`still running after ${fileLimitMs / 1000} s, so it was stopped`)),
    fileLimitMs,
  )
  // No forceExit: it ends the process before all of its report is through the pipe, and tests go missing.
  const events = run({
    cwd,
    files: [file],
    timeout: testLimitMs,
    signal: AbortSignal.any([tooLong.signal, stop]),
  })
  let seen = 0
  let announced: number | undefined
  let endedItself = false
  try {
    for await (const event of events as AsyncIterable<TestEvent>) {
      if (event.type === 'test:summary' && event.data.file !== undefined) announced = event.data.counts.tests
      if (event.type === 'test:pass' || event.type === 'test:fail') {
        if (event.data.name === file) endedItself = true
        else if (event.data.details.type !== 'suite') seen++
      }
      if (!isOwnSummary(event)) onEvent(event)
    }
  } finally {
    clearTimeout(timer)
  }
  if (endedItself || announced === seen) return undefined
  return `${relative(cwd, file)} announced ${announced ?? 'no'} tests and reported ${seen}`
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
