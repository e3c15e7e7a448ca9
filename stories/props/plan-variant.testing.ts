import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PLAN, ROOT } from './stage.testing.ts'

/** What is written instead of what in the shipped plan; every left side has to occur in it. */
export type Rewording = Readonly<Record<string, string>>

/** Short holds and few samples: at pace 100 each stage takes as long as its evidence needs, some three seconds. */
export const SHORT: Rewording = {
  'hold: 5m': 'hold: 2m',
  'hold: 15m': 'hold: 2m',
  'minSamples: 50': 'minSamples: 10',
}

/** Evidence never suffices, so a stage is left only by a person's word. */
export const PATIENT: Rewording = { 'minSamples: 50': 'minSamples: 1000000' }

/** The accessibility of the panel is a person's from the beginning, who may settle it while the change runs. */
export const BY_HAND: Rewording = {
  [`suite: investor-panel
    # Where no browser can be had.
    unknown: { person: somebody who looks at the panel with a keyboard }`]:
    'person: somebody who looks at the panel with a keyboard',
}

/** Writes the shipped plan, reworded, into `dir`; answers the file. */
export function planVariant(dir: string, name: string, ...rewordings: readonly Rewording[]): string {
  let text = readFileSync(join(ROOT, PLAN), 'utf8')
  for (const [was, is] of rewordings.flatMap((rewording) => Object.entries(rewording))) {
    assert.ok(text.includes(was), `the plan does not say "${was}"`)
    text = text.replaceAll(was, is)
  }
  const file = join(dir, `${name}.yaml`)
  writeFileSync(file, text)
  return file
}
