/** Tells a run of tests: failures as they come, then the slowest tests, every skip with its reason, and the counts. */
import { relative } from 'node:path'
import type { EventData } from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

type Ended = EventData.TestPass | EventData.TestFail

const slowMs = 1000
const slowListed = 5

export class TestReport {
  readonly #root: string
  #passed = 0
  readonly #failures: string[] = []
  readonly #skips: string[] = []
  readonly #slow: { readonly ms: number; readonly line: string }[] = []
  /** The names of the tests around the one that runs, from the outermost. */
  #path: string[] = []

  constructor(root: string) {
    this.#root = root
  }

  get failed(): number {
    return this.#failures.length
  }

  /** A failure that no test reports. */
  fail(sentence: string): void {
    this.#failures.push(sentence.replaceAll(`${this.#root}/`, ''))
  }

  /** Returns what is to be printed at once. */
  add({ type, data }: TestEvent): string {
    if (type === 'test:stdout' || type === 'test:stderr') return data.message
    // Without a file it is the runner's own count, of one run among several.
    if (type === 'test:diagnostic') return data.file === undefined ? '' : `${data.message}\n`
    if (type === 'test:start') this.#path = [...this.#path.slice(0, data.nesting), data.name]
    if (type === 'test:pass') this.#addPass(data)
    if (type === 'test:fail') return this.#addFailure(data)
    if (type === 'test:summary' && data.file !== undefined) return this.#endOfProcess(data.file, data)
    return ''
  }

  end(): string {
    const slowest = this.#slow.sort((a, b) => b.ms - a.ms).slice(0, slowListed)
    const titled = (title: string, lines: readonly string[]) =>
      lines.length === 0 ? '' : `\n${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`
    return [
      titled(
        'slowest',
        slowest.map(({ line }) => line),
      ),
      titled('skipped', this.#skips),
      titled('failed', this.#failures),
      `\n${this.#passed} passed, ${this.failed} failed, ${this.#skips.length} skipped\n`,
    ].join('')
  }

  #addPass(data: EventData.TestPass): void {
    this.#addTime(data)
    const unmet = data.skip ?? data.todo
    if (unmet !== undefined)
      this.#skips.push(`${this.#name(data)}: ${unmet === true ? 'no reason given' : unmet}`)
    // A suite is counted by its tests; a process that passes as one test had none, which ReportedTests finds.
    else if (data.details.type !== 'suite' && data.name !== data.file) this.#passed++
  }

  #addFailure(data: EventData.TestFail): string {
    this.#addTime(data)
    const { error } = data.details
    // A suite fails with its tests, which are counted; or in a hook, which nothing else counts.
    if (data.details.type === 'suite' && failureType(error) === 'subtestsFailed') return ''
    this.fail(this.#name(data))
    const why = error.cause ?? error
    const text = typeof why === 'string' ? why : inspect(why)
    return `\nFAILED  ${this.#name(data)}\n${text.replaceAll(/^/gm, '  ')}\n\n`
  }

  #addTime(data: Ended): void {
    const { duration_ms: ms, type } = data.details
    if (type === 'suite' || ms < slowMs) return
    this.#slow.push({ ms, line: `${seconds(ms)}  ${this.#name(data)}` })
  }

  #endOfProcess(entry: string, { counts, success, duration_ms }: EventData.TestSummary): string {
    const name = relative(this.#root, entry)
    return `${success ? 'ok    ' : 'FAILED'}  ${seconds(duration_ms)}  ${name}: ${counts.tests} tests\n`
  }

  #name({ name, nesting, file, line = 1 }: Ended): string {
    if (file === undefined) return name
    const place = relative(this.#root, file)
    // The runner reports a process that fails as a test named like its file.
    if (name === file) return `${place} as a whole`
    return `${[...this.#path.slice(0, nesting), name].join(' > ')} (${place}:${line})`
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8)
}

function failureType(error: Error): unknown {
  return 'failureType' in error ? error.failureType : undefined
}
