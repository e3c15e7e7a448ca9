import { Parser } from 'tap-parser'
import { type TestOutcome, type TestsRun, testsRun } from './tests-run.ts'

type Results = Parameters<NonNullable<ConstructorParameters<typeof Parser>[1]>>[0]

/** A test that failed stands among the failures as well, without such a word. */
const isOfThePlan = (failure: Results['failures'][number]): boolean =>
  'tapError' in failure && failure.tapError !== null

const isShort = ({ count, plan: { start, end } }: Results): boolean =>
  start !== null && end !== null && count < end - start + 1

/** TAP 13 and 14. A plan that was not kept, or a bail out, is a failure of its own. */
export function tapTests(text: string): TestsRun {
  const tests: { outcome: TestOutcome; name: string }[] = []
  const parser = new Parser((results) => {
    if (results.bailout !== false && results.bailout !== undefined)
      tests.push({ outcome: 'failed', name: `bailed out: ${String(results.bailout)}` })
    else if (results.plan.end === null || !Number.isFinite(results.plan.end))
      throw new Error('there is no plan in it')
    else if (isShort(results) || results.failures.some(isOfThePlan))
      tests.push({ outcome: 'failed', name: 'not every test of its plan ran' })
  })
  parser.on('assert', ({ ok, skip, todo, name }) => {
    // A test that is still to be written may fail, and a subtest counts as one.
    const isLeftOut = skip !== false || todo !== false
    tests.push({ outcome: isLeftOut ? 'skipped' : ok ? 'passed' : 'failed', name })
  })
  parser.end(text)
  return testsRun(tests)
}
