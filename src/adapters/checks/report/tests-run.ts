import { brief } from '../../../ports/printable.ts'

export type TestsRun = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** The first that failed, in one short line. */
  readonly first: string | null
}

export type TestOutcome = 'passed' | 'failed' | 'skipped'

export function testsRun(
  tests: Iterable<{ readonly outcome: TestOutcome; readonly name: string }>,
): TestsRun {
  const count = { passed: 0, failed: 0, skipped: 0 }
  let first: string | null = null
  for (const { outcome, name } of tests) {
    count[outcome] += 1
    if (outcome === 'failed' && first === null) first = brief(name, 120)
  }
  return { ...count, first }
}
