import { readFileSync, writeFileSync } from 'node:fs'
import { compilePlan } from './plan.ts'

/** The runbook of the shipped plan as seed 000 runs it; written anew by `node src/core/plan/golden.testing.ts`. */
export const GOLDEN = new URL('./dual-deploy.golden.json', import.meta.url)
export const PLAN = readFileSync(new URL('../../../plans/dual-deploy.yaml', import.meta.url), 'utf8')
export const SEED_INPUTS = {
  environment: 'production',
  version_tag: 'v2.0.0',
  maintenance_window_start: '2025-10-06T22:00:00-04:00',
  maintenance_window_duration_min: '45',
  glassfx_prod_state: 'true',
  canary_end_state: 'false',
}

if (import.meta.main) {
  const compiled = compilePlan(PLAN, 'plans/dual-deploy.yaml', {
    inputs: SEED_INPUTS,
    pace: 1,
    binding: null,
  })
  if (!('runbook' in compiled)) throw new Error(JSON.stringify(compiled))
  const { runbook, warnings } = compiled
  writeFileSync(GOLDEN, `${JSON.stringify({ runbook, warnings }, null, 2)}\n`)
}
