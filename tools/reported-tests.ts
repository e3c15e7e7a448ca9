/** Compares what the test processes reported with what they announced and with what was started. */
import type { TestEvent } from 'node:test/reporters'

/** A process of the run: the file it was started with, and the test files that it loads. */
export type TestProcess = { readonly entry: string; readonly files: readonly string[] }

export class ReportedTests {
  readonly #files = new Set<string>()
  /** The entry of each process that reported to its end. */
  readonly #ended: string[] = []
  readonly #wrong: string[] = []
  /** What the present process has reported. Processes report one after the other. */
  #tests = 0
  #skippedSuites = 0

  add({ type, data }: TestEvent): void {
    if (type === 'test:pass' || type === 'test:fail') {
      // So the runner reports a process that fails as a whole, which is a failure already, or passes and had no tests.
      if (data.name === data.file) {
        if (type === 'test:fail') this.#ended.push(data.name)
        return
      }
      if (data.file !== undefined) this.#files.add(data.file)
      if (data.details.type !== 'suite') this.#tests++
      else if (data.skip !== undefined) this.#skippedSuites++
    }
    if (type === 'test:summary' && data.file !== undefined) this.#end(data.file, data.counts.tests)
  }

  /** A sentence for each process and file that did not report all of its tests. */
  missing(processes: readonly TestProcess[]): string[] {
    const ended = [...this.#ended]
    const silent = processes.flatMap(({ entry, files }) => {
      const at = ended.indexOf(entry)
      if (at < 0) return [`${entry} holds no tests, or ended before it reported them all`]
      ended.splice(at, 1)
      // A file alone may take all its tests from a suite that others share, and they are reported as the suite's.
      if (files.length === 1) return []
      return files.filter((file) => !this.#files.has(file)).map((file) => `${file} holds no tests`)
    })
    return [...this.#wrong, ...silent]
  }

  #end(entry: string, announced: number): void {
    this.#ended.push(entry)
    // More are the remains of a process that never came to its end, and is named for that.
    if (announced > this.#tests)
      this.#wrong.push(`${entry} announced ${announced} tests and reported ${this.#tests}`)
    // A skipped suite never tells its tests.
    if (this.#tests + this.#skippedSuites === 0) this.#wrong.push(`${entry} holds no tests`)
    this.#tests = 0
    this.#skippedSuites = 0
  }
}
