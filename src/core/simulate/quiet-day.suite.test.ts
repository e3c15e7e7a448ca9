import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compilePlan } from '../plan/plan.ts'
import { readScript } from './script.ts'
import { simulate } from './simulate.ts'

const EXAMPLE = join(import.meta.dirname, '../../../docs/examples/quiet-day')
const DAY = 86_400_000

function played(script: string) {
  const text = readFileSync(join(EXAMPLE, 'plan.yaml'), 'utf8')
  const inputs = { environment: 'production' }
  const compiled = compilePlan(text, 'plan.yaml', { inputs, pace: 1, binding: null })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(script)
  assert.ok('script' in read, JSON.stringify(read))
  const { change, timeline } = simulate(compiled.runbook, read.script, 1_760_000_000_000)
  const first = (type: string) => timeline.find((moment) => moment.type === type)
  return { status: change.status, first }
}

test('a day in which nothing is wrong rolls nothing back, and says at its end what it has found', () => {
  const day = readFileSync(join(EXAMPLE, 'day.yaml'), 'utf8')
  const { status, first } = played(day)
  assert.equal(status, 'succeeded')
  const passed = first('stage-passed')
  assert.ok((passed?.offsetMs ?? 0) >= DAY)
  assert.match(
    passed?.sentence ?? '',
    /^5 % passed: shop canary failures of success-ratio 1\.00 x stable .*, no worse than 1\.5 x; at most 1 in 20 canaries/,
  )
})
