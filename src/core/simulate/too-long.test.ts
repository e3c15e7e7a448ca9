import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { readScript } from './script.ts'
import { boundTurns, SimulationTooLong } from './too-long.ts'
import { virtualSignals } from './virtual-signal.ts'
import { VirtualWorld } from './virtual-world.ts'

test('a simulation ends, however finely it is to be scraped', () => {
  boundTurns(100_000)
  assert.throws(() => boundTurns(100_001), SimulationTooLong)
  const read = readScript('{scrapeEvery: 1ms, proxiesTake: 0s}')
  assert.ok('script' in read)
  const script = { ...read.script, scrapeLag: 1_000 }
  const world = new VirtualWorld(
    script,
    0,
    new Map([['wix', 'blue']]),
    virtualSignals(sampleRunbook(), () => null),
  )
  assert.throws(
    () => world.measure('wix', 'canary', { signal: 'success-ratio' }, 0, 3_600_000, 1),
    SimulationTooLong,
  )
})

test('a script of too many lines, or one that is no YAML, is refused with its place', () => {
  const many = readScript(`commands: [${'{at: 1s, do: pause},'.repeat(600)}]`)
  assert.deepEqual(many, { faults: ['commands: a script has 500 of these at most'] })
  const broken = readScript('commands:\n\t- x')
  assert.match(
    'faults' in broken ? (broken.faults[0] ?? '') : '',
    /^line 2, column 1: .*; indent with spaces/,
  )
  assert.ok('script' in readScript('# nothing but this\n'))
})
