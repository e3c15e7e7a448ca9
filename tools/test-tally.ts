/** Counts what the runner reports, and remembers each skip by its name and reason. */
import type { EventData } from 'node:test'
import type { TestEvent } from 'node:test/reporters'

export class TestTally {
  passed = 0
  failed = 0
  cancelled = 0
  todo = 0
  suites = 0
  readonly skips: string[] = []
  /** Failures that the runner itself does not see, a sentence each. */
  readonly broken: string[]

  /** `failedBefore` names checks that failed before any test ran. */
  constructor(failedBefore: readonly string[] = []) {
    this.broken = failedBefore.map((check) => `${check}, before the tests`)
  }

  get failures(): number {
    return this.failed + this.cancelled + this.broken.length
  }

  add(event: TestEvent): void {
    if (event.type === 'test:pass') this.#addPass(event.data)
    else if (event.type === 'test:fail') this.#addFailure(event.data)
  }

  #addPass(data: EventData.TestPass): void {
    // A skipped suite never tells its tests, so it counts as one skip.
    if (data.skip !== undefined) this.skips.push(skipLine(data))
    else if (data.details.type === 'suite') this.suites++
    else if (data.todo !== undefined) this.todo++
    // The runner reports a file without tests as one passed test named like the file. It proves nothing.
    else if (data.name === data.file) this.broken.push(`${data.name} holds no tests`)
    else this.passed++
  }

  #addFailure(data: EventData.TestFail): void {
    const cause: unknown = data.details.error
    const kind = cause instanceof Error && 'failureType' in cause ? cause.failureType : undefined
    if (data.details.type === 'suite') this.suites++
    else if (['cancelledByParent', 'testTimeoutFailure', 'testAborted'].includes(String(kind)))
      this.cancelled++
    else this.failed++
  }

  /** The closing lines of Node's own report, summed over the runs. */
  runnerLines(durationMs: number): string {
    const lines = {
      tests: this.passed + this.failures + this.skips.length + this.todo,
      suites: this.suites,
      pass: this.passed,
      fail: this.failed + this.broken.length,
      cancelled: this.cancelled,
      skipped: this.skips.length,
      todo: this.todo,
      duration_ms: Math.round(durationMs),
    }
    return Object.entries(lines)
      .map(([name, count]) => `ℹ ${name} ${count}\n`)
      .join('')
  }

  lastLine(): string {
    return `${this.passed} passed, ${this.failures} failed, ${this.skips.length + this.todo} skipped`
  }
}

function skipLine({ name, file, skip }: EventData.TestPass): string {
  const reason = typeof skip === 'string' && skip !== '' ? skip : 'no reason given'
  return `${name}: ${reason}${file === undefined ? '' : ` (${file})`}`
}
