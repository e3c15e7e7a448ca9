/** Writes the plan's alert rules and dashboards as Prometheus and Grafana load them, by the command line. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../parts/run-program.ts'
import { report } from '../../../process/outputs.ts'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const MAIN = join(ROOT, 'src', 'cli', 'main.ts')
const PLAN = join(ROOT, 'plans', 'progressive-canary.yaml')

await runMain(async () => {
  const dir = setting('SHOP_DIR')
  const folder = join(dir, 'observability')
  const inputs = [PLAN, 'environment=staging', `version=${setting('CUTWATER_VERSION')}`]
  const exported = async (what: string, output: string) => {
    const binding = ['--binding', join(dir, 'cutwater.yaml')]
    const args = [MAIN, 'export', what, ...inputs, ...binding, '--output', output]
    const { code, said } = await run(process.execPath, args, { limitMs: 60_000 })
    if (code !== 0) throw new Error(`${what} could not be written: ${said}`)
    return said
  }
  const alerts = await exported('alerts', join(folder, 'alerts.yaml'))
  await exported('grafana', folder)
  const dashboards = readdirSync(folder).filter((name) => name.endsWith('.json'))
  if (dashboards.length === 0) throw new Error('no dashboard was written')
  report(`${alerts.replace(/^written: /, '')}; dashboards: ${dashboards.join(', ')}`, {
    dashboards: dashboards.length,
  })
})
