import { z } from 'zod'
import { type TestsRun, testsRun } from './tests-run.ts'

const test = z.object({ fullName: z.string().optional(), status: z.string() })
const report = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(test), status: z.string().optional(), name: z.string().optional() }),
  ),
})

const OUTCOMES: Readonly<Record<string, 'passed' | 'failed'>> = { passed: 'passed', failed: 'failed' }

/** What `jest --json` and `vitest --reporter=json` write. A file that could not be run at all is a failure. */
export function jestTests(text: string): TestsRun {
  const read = report.safeParse(JSON.parse(text))
  if (!read.success) throw new Error('there are no testResults in it, as Jest and Vitest write them')
  return testsRun(
    read.data.testResults.flatMap(({ assertionResults, status, name = '' }) =>
      assertionResults.length === 0 && status === 'failed'
        ? [{ outcome: 'failed' as const, name }]
        : assertionResults.map(({ fullName = '', status }) => ({
            outcome: OUTCOMES[status] ?? 'skipped',
            name: fullName,
          })),
    ),
  )
}
