import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import picocolors from 'picocolors'
import { drawProbes } from '../../cli/screen/levels.ts'
import type { Probe } from '../../core/probe/probe.ts'
import { deploy, rollout, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { readScript } from '../../core/simulate/script.ts'
import { simulate } from '../../core/simulate/simulate.ts'
import { viewChange } from './change-view.ts'
import { seenHolding, T0 } from './seen.testing.ts'

const of = (kind: Probe['kind'], path: string): Probe => ({
  ...{ kind, path, delayMs: 0, everyMs: 5_000, timeLimitMs: 3_000, failures: 2, successes: 1 },
})
const stages = [500, 10_000].map((weight) => ({ weight, holdMs: 300_000, segments: [] }))
const runbook = sampleRunbook({
  steps: [
    deploy('wix'),
    { ...rollout, stages, gates: [], guards: [], after: ['deploy-wix'], targets: ['wix'] },
  ],
  accept: [],
  targets: ['wix'],
  probes: [of('startup', '/up'), of('ready', '/ready'), of('shown', '/cache')],
})

/** As people see it so long after the start, in a world in which this is not well. */
function seenAt(seconds: number, probes: string, of = runbook) {
  const read = readScript(`until: ${seconds}s\nprobes: [${probes}]`)
  assert.ok('script' in read)
  const { change } = simulate(of, read.script, T0)
  const view = viewChange({ ...seenHolding(), change, judged: [], now: T0 + seconds * 1_000 })
  const frame = { paint: picocolors.createColors(false), columns: 120, zone: 'UTC', now: T0 }
  return { view, line: drawProbes(view, frame).map((one) => one.trim())[0] ?? '' }
}

describe('what people see of sides that are asked', () => {
  it('a deploy that has yet to start says so, and is no concern', () => {
    const { view, line } = seenAt(4, '{ from: 0s, probe: startup }')
    assert.equal(view.steps[0]?.status, 'starting')
    assert.match(view.next.sentence, /^Canary to 5 % when what Deploy wix brought has started$/)
    assert.match(
      line,
      /^Probes\s+wix \(green\) has not said yet how it is: startup \(\/up\), ready \(\/ready\), \/cache$/,
    )
    assert.deepEqual(view.concerns, [])
  })

  it('one that is not ready is a concern, holds the weight in words, and stands in the terminal', () => {
    const { view, line } = seenAt(60, '{ from: 30s, probe: ready, says: 503 from wix }')
    const [concern] = view.concerns.filter((one) => one.concern === 'not-ready')
    assert.equal(concern?.sentence, 'wix (green) is not ready: 503 from wix')
    assert.equal(concern?.target, 'staging/wix')
    assert.deepEqual(view.safety, { level: 'unsure', sentence: 'wix (green) is not ready: 503 from wix' })
    assert.equal(view.next.sentence, 'The weight is held at 5 %: wix (green) is not ready: 503 from wix')
    assert.match(
      line,
      /ready \(\/ready\) is not well \(503 from wix\); it takes no new weight until it is ready/,
    )
    const promote = view.possible.find(({ command }) => command === 'promote')
    assert.match(promote?.because ?? '', /the new side of wix is not ready/)
  })

  it('a rollout that waits for a side of others says what it waits for, and how it failed', () => {
    const [, moves] = runbook.steps
    assert.ok(moves?.kind === 'rollout')
    const led = { ...runbook, steps: [{ ...moves, after: [] }] }
    const waiting = seenAt(4, '{ from: 0s, probe: startup }', led).view
    assert.equal(waiting.rollouts[0]?.phase, 'to-come')
    assert.match(
      waiting.next.sentence,
      /^No weight is given: wix \(green\) is not ready: it has not answered well yet$/,
    )
    assert.deepEqual(waiting.concerns, [])
    const failed = seenAt(60, '{ from: 0s, probe: startup, says: gone }', led).view
    assert.equal(failed.status, 'rolled-back')
    assert.match(failed.headline.cause ?? '', /startup \(\/up\) of wix \(green\) is not well.*gone/)
    assert.equal(failed.rollouts[0]?.traffic[0]?.left, 'untouched')
  })

  it('one that is well says so, and what is only shown is no concern', () => {
    const well = seenAt(60, '')
    assert.match(well.line, /wix \(green\) is well: startup \(\/up\), ready \(\/ready\), \/cache$/)
    const shown = seenAt(60, '{ from: 30s, probe: /cache }')
    assert.match(shown.line, /\/cache is not well \(as scripted\); nothing follows from it$/)
    assert.deepEqual(
      shown.view.concerns.map(({ concern }) => concern).filter((one) => one === 'not-ready'),
      [],
    )
    assert.deepEqual(
      shown.view.probes[0]?.probes.map(({ probe, now }) => `${probe} ${now}`),
      ['startup well', 'ready well', '/cache failing'],
    )
  })
})
