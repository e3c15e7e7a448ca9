import { readFileSync, writeFileSync } from 'node:fs'
import { checkPlan } from '../plan.ts'

/** The five runbooks as plans. Where findings remain, they say which words wait for a later version. */
export const SKETCHES = [
  'pags-cutover',
  'database-upgrade',
  'progressive-canary',
  'runner-rollout',
  'dual-deploy',
] as const

/** Written anew by `node src/core/plan/sketches/sketches.testing.ts`. */
export const GOLDEN = new URL('./sketches.golden.json', import.meta.url)

export function sketch(name: (typeof SKETCHES)[number]): string {
  const ships = name === 'dual-deploy' ? '../../../../plans/' : './'
  return readFileSync(new URL(`${ships}${name}.yaml`, import.meta.url), 'utf8')
}

/** Without places, so that a line more in a sketch moves nothing. */
export function findingsOf(name: (typeof SKETCHES)[number]): readonly string[] {
  return checkPlan(sketch(name), `${name}.yaml`)
    .map(({ severity, code, message, remedy }) => `${severity} ${code}: ${message}: ${remedy}`)
    .toSorted()
}

if (import.meta.main) {
  const all = Object.fromEntries(SKETCHES.map((name) => [name, findingsOf(name)]))
  writeFileSync(GOLDEN, `${JSON.stringify(all, null, 2)}\n`)
}
