/** What a pipeline would have left behind: the services' own tests are run, and their sources scanned. */
import { globSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../parts/run-program.ts'
import { LINT, SECURITY, writeScan } from './scan.ts'

const SERVICES = join(import.meta.dirname, '..', 'services')
const LIMIT_MS = 120_000

/** Tests that fail are no trouble of the demo: the report says so, and the plan does not begin. */
export async function writeReports(dir: string): Promise<void> {
  const folder = join(dir, 'reports')
  mkdirSync(folder, { recursive: true })
  writeScan(join(folder, 'lint.sarif'), SERVICES, 'lint', LINT)
  writeScan(join(folder, 'security.sarif'), SERVICES, 'security-scan', SECURITY)
  const tests = globSync('**/*.test.ts', { cwd: SERVICES }).filter((name) => !name.includes('.suite.'))
  const junit = ['--test-reporter=junit', `--test-reporter-destination=${join(folder, 'unit.xml')}`]
  await run(process.execPath, ['--test', ...junit, ...tests], {
    ...{ cwd: SERVICES, limitMs: LIMIT_MS },
    // Where a test of our own has begun the shop, this one is no part of it.
    env: { NODE_TEST_CONTEXT: undefined },
  })
}
