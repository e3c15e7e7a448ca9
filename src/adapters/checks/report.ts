import type { ReportFormat } from '../../core/validation/kinds/report.ts'
import type { Look } from '../../ports/look.ts'
import { brief } from '../../ports/printable.ts'
import { whole } from './files.ts'
import { jestTests } from './report/jest.ts'
import { junitTests } from './report/junit.ts'
import { tapTests } from './report/tap.ts'
import type { TestsRun } from './report/tests-run.ts'

export function reportLook(dir: string): Look<'report'> {
  return async ({ path, format }) => {
    const read = await whole(dir, path)
    if (!('text' in read)) return read
    try {
      const { modifiedAt } = read
      return { ...READERS[format](read.text), modifiedAt }
    } catch (error) {
      return { unable: `${path}: ${brief(error instanceof Error ? error.message : String(error), 200)}` }
    }
  }
}

/** Each throws an `Error` that says what is not of its format. */
const READERS: Readonly<Record<ReportFormat, (text: string) => TestsRun>> = {
  junit: junitTests,
  tap: tapTests,
  jest: jestTests,
}
