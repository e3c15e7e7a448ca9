import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENGINE } from '../access/actor.ts'
import { scripted, withRollout } from '../change/turn/moments.testing.ts'
import { gate, sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { sentenceFor } from './sentence.ts'

const waiting = (value: number, samples: number) => {
  const numbers = { value, samples, minSamples: 50, stable: null, sharedIncident: false }
  const evidence = { signal: gate.signal, bound: gate.bound, from: 0, to: 1, ...numbers }
  const gates = [{ gate: gate.id, target: 'wix', evidence }]
  return sentenceFor(
    { type: 'hold-prolonged', step: 'rollout', stage: 0, gates, at: 0, by: ENGINE },
    sampleRunbook(),
  )
}

test('a hold that waits offers a promotion only where one would be accepted', () => {
  assert.match(waiting(0.985, 9_000), /98\.50 % of 9,000 samples.*; wait, or abort$/)
  assert.match(waiting(0.985, 9), /; wait, promote with an override and its reason, or abort$/)
  assert.match(waiting(1, 9), /; wait, promote with an override and its reason, or abort$/)
})

test('what a simulation says of a failing gate that holds is what a promotion would meet', () => {
  const steps = withRollout({ gates: [{ ...gate, otherwise: 'hold' }] })
  const { timeline } = scripted(
    `evidence: [{ from: 0s, success: 98.5% }]
commands: [{ at: 7m, do: promote, because: we accept it, override: accepted by the owner }]
until: 30m`,
    sampleRunbook({ steps }),
  )
  const said = timeline.map(({ sentence }) => sentence)
  assert.ok(
    said.some((sentence) => /^WAITING: .*; wait, or abort$/.test(sentence)),
    said.join('\n'),
  )
  assert.ok(said.some((sentence) => /^refused: gate .* does not hold/.test(sentence)))
})
