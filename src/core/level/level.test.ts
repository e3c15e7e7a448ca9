import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Evidence, Verdict } from '../judge/verdict.ts'
import { type Level, reached } from './level.ts'
import { levelWords } from './words.ts'

const level: Level = {
  ...{ id: 'l', signal: 's', spanMs: 60_000, minSamples: 10, worse: 'higher' },
  ...{ warn: { value: 1 }, critical: { of: 'baseline', times: 2, plus: 0 }, governance: { value: 3 } },
}

function at(value: number | null, verdict: Verdict = 'worse', baseline: number | null = 1.5) {
  const refersTo = { of: 'baseline', times: 2, plus: 0 } as const
  const evidence: Evidence = {
    ...{
      signal: 's',
      bound: { op: 'below', value: 3 },
      value,
      samples: 100,
      minSamples: 10,
      from: 0,
      to: 60_000,
    },
    ...{ stable: null, sharedIncident: false },
    ...(baseline === null ? {} : { refersTo: { ...refersTo, number: baseline } }),
  }
  return reached(level, { verdict, evidence })
}

it('a level is reached from its number on, also one that refers to another number', () => {
  assert.deepEqual(at(0.99), [])
  assert.deepEqual(at(1), ['warn'])
  assert.deepEqual(at(3), ['warn', 'critical', 'governance'])
  assert.deepEqual(at(3, 'no-worse', null), ['warn', 'governance'])
})

it('what stands at nothing, as it did before, is no worse by a percent', () => {
  assert.deepEqual(at(0, 'no-worse', 0), [])
  assert.deepEqual(at(0.5, 'worse', 0), ['critical'])
})

it('of what is not known, or of too little, nothing is said', () => {
  assert.equal(at(null), null)
  assert.equal(at(9, 'no-data'), null)
  assert.equal(at(9, 'inconclusive'), null)
})

it('the worse of warn and critical is named, with governance beside it', () => {
  assert.equal(levelWords(['warn', 'critical', 'governance']), 'critical and governance')
  assert.equal(levelWords(['warn']), 'warn')
  assert.equal(levelWords(['governance']), 'governance')
})
