import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { answered, UNASKED } from '../../probe/answer.ts'
import type { Probe } from '../../probe/probe.ts'
import type { EffectStep, Runbook } from '../../runbook/runbook.ts'
import { deploy, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { readScript } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { replay } from '../evolve/evolve.ts'
import { wordsOf } from '../state/cause-words.ts'
import { MINUTE, SECOND, scripted } from '../turn/moments.testing.ts'
import { AT, Stand } from '../turn/stand.testing.ts'
import { askedSides } from './asked.ts'

/** The figures of an orchestrator, as runbook 003 has them. */
const of = (kind: Probe['kind'], path: string, over: Partial<Probe> = {}): Probe => ({
  ...{ kind, path, delayMs: 0, everyMs: 10 * SECOND, timeLimitMs: 5 * SECOND, failures: 3, successes: 1 },
  ...over,
})
const PROBES: readonly Probe[] = [
  of('startup', '/health/startup', { delayMs: 10 * SECOND, everyMs: 5 * SECOND, timeLimitMs: 3 * SECOND }),
  of('live', '/health/live'),
  of('ready', '/health/ready', { everyMs: 5 * SECOND, timeLimitMs: 3 * SECOND, failures: 2, successes: 2 }),
  of('critical', '/health/db'),
  of('shown', '/health/cache'),
]

function plan(over: Partial<Runbook> = {}, deploys: Partial<EffectStep> = {}): Runbook {
  const stages = [500, 10_000].map((weight) => ({ weight, holdMs: 5 * MINUTE, segments: [] }))
  const steps = [deploy('wix', deploys), { ...rollout, stages, after: ['deploy-wix'], targets: ['wix'] }]
  return sampleRunbook({ steps, accept: [], targets: ['wix'], probes: PROBES, ...over })
}

function play(script = '', runbook = plan()) {
  const simulated = scripted(script, runbook)
  const { timeline, change, events } = simulated
  const at = (type: string, nth = 0) => {
    const found = timeline.filter((moment) => moment.type === type)[nth]
    return found === undefined ? null : found.offsetMs / SECOND
  }
  const says = timeline.filter(({ type }) => type === 'probes-changed').map(({ sentence }) => sentence)
  assert.deepEqual(replay(events), change, 'all of it is in the journal')
  return { ...simulated, at, says }
}

describe('a change whose sides are asked', () => {
  it('begins its rollout once the deploy has started and is ready, and says each word once', () => {
    const { change, at, says } = play()
    assert.equal(change.status, 'succeeded')
    const deployed = at('step-starting') ?? 0
    assert.equal(at('step-done'), deployed + 10, 'the first startup is after 10 s')
    assert.equal(at('stage-entered'), deployed + 15, 'and ready are two, 5 s apart')
    assert.deepEqual(says, [
      'wix (green): startup (/health/startup), live (/health/live), /health/db, /health/cache are well',
      'wix (green): ready (/health/ready) is well; it may take weight',
    ])
    assert.deepEqual(askedSides(change), [])
  })

  it('waits for a slow start below the threshold', () => {
    const { change, at } = play('probes: [{ from: 0s, until: 20s, probe: startup }]')
    assert.equal(change.status, 'succeeded')
    assert.equal(at('step-done'), (at('step-starting') ?? 0) + 20)
  })

  it('fails the deploy at the third failure of the startup, and nobody was ever sent there', () => {
    const { change, at, says } = play('probes: [{ from: 0s, probe: startup, says: connection refused }]')
    assert.equal(change.status, 'rolled-back')
    assert.equal(at('step-failed'), (at('step-starting') ?? 0) + 20)
    assert.equal(at('stage-entered'), null)
    const because =
      'startup (/health/startup) of wix (green) is not well 3 times in a row, the last time: connection refused'
    assert.ok(change.status === 'rolled-back')
    assert.equal(wordsOf(change.back.cause), `step deploy-wix failed: ${because}`)
    assert.match(says[0] ?? '', /^NOT STARTED: .*; nobody is sent there$/)
  })

  it('gives no weight to what has not started, also where the plan goes on without its deploy', () => {
    const { change, at } = play('probes: [{ from: 0s, probe: startup }]', plan({}, { onFailure: 'continue' }))
    assert.equal(change.status, 'running')
    assert.equal(at('stage-entered'), null)
  })

  it('deploys anew where the plan has attempts left, and asks what it then has from the beginning', () => {
    const runbook = plan({}, { attempts: 2 })
    const { change, events } = play('probes: [{ from: 0s, until: 24s, probe: startup }]', runbook)
    assert.equal(change.status, 'succeeded')
    assert.equal(events.filter(({ type }) => type === 'probing-started').length, 2)
  })

  it('holds the stage while it is not ready, says so once, and goes on when it is ready again', () => {
    const calm = play()
    const passed = calm.at('stage-passed') ?? 0
    const { change, at, says } = play(`probes: [{ from: 4m, until: 9m, probe: ready, says: "503" }]`)
    assert.equal(change.status, 'succeeded')
    assert.ok((at('stage-passed') ?? 0) >= 9 * 60 && passed < 9 * 60)
    assert.ok((at('stage-passed') ?? 0) < 9 * 60 + 12)
    assert.deepEqual(says.slice(-2), [
      'NOT READY: ready (/health/ready) of wix (green) is not well 2 times in a row, the last time: 503; it takes no new weight until it is ready',
      'wix (green): ready (/health/ready) is well; it may take weight',
    ])
  })

  it('is not hurried past a side that is not ready, neither by promote nor by a flap', () => {
    const hold = 'commands: [{ at: 5m, do: promote, override: in a hurry }]'
    const held = play(`${hold}\nprobes: [{ from: 4m, until: 12m, probe: ready }]`)
    assert.ok((held.at('stage-passed') ?? 0) >= 12 * 60)
    const refused = held.timeline.find(({ type }) => type === 'refused')?.sentence ?? ''
    assert.match(
      refused,
      /^refused: the new side of wix is not ready: it takes no new weight\. Wait until it is/,
    )
    const flaps = play(
      'probes: [{ from: 4m, until: 4m5s, probe: ready }, { from: 5m, until: 5m5s, probe: ready }]',
    )
    assert.equal(flaps.at('stage-passed'), play().at('stage-passed'))
  })

  for (const [name, loud] of [
    ['live', 'NOT ALIVE'],
    ['/health/db', 'NOT WELL'],
  ] as const)
    it(`rolls back at once when ${name} fails under weight, also while it is paused`, () => {
      for (const commands of ['', 'commands: [{ at: 2m, do: pause, because: look }]\n']) {
        const { change, at, says } = play(`${commands}probes: [{ from: 3m, probe: ${name}, says: gone }]`)
        assert.equal(change.status, 'rolled-back')
        assert.ok(change.status === 'rolled-back')
        assert.equal(change.back.cause.cause, 'probe')
        const began = at('rollback-started') ?? 0
        assert.ok(began > 180 && began <= 180 + 30, `three answers of 10 s each: ${began}`)
        assert.ok(says.at(-1)?.startsWith(`${loud}: `) && says.at(-1)?.endsWith('a guard has tripped'))
      }
    })

  it('rolls nothing back for two failures, nor for one that is only shown', () => {
    const two = play('probes: [{ from: 3m, until: 3m20s, probe: live }]')
    const shown = play('probes: [{ from: 3m, probe: /health/cache }]')
    assert.equal(two.change.status, 'succeeded')
    assert.equal(shown.change.status, 'succeeded')
    assert.match(shown.says.at(-1) ?? '', /^NOT WELL: \/health\/cache of .*; nothing follows from it$/)
  })

  it('goes down at once when one fails on a way down by steps', () => {
    const down = 'commands: [{ at: 8m, do: rollback-gradual, because: slow }]'
    const { change, events } = play(`${down}\nprobes: [{ from: 8m30s, probe: live }]`)
    assert.equal(change.status, 'rolled-back')
    const hastened = events.find(({ type }) => type === 'rollback-hastened')
    assert.match(JSON.stringify(hastened), /live \(\/health\/live\).*while it went down/)
  })

  it('asks nobody any more once the canary is adopted, and what happens then is no guard', () => {
    const { change } = play('probes: [{ from: 11m, probe: live }]')
    assert.equal(change.status, 'succeeded')
  })

  it('of a plan without probes nothing is another', () => {
    const { probes: _, ...before } = plan()
    const { change, says } = play('', before)
    assert.equal(change.status, 'succeeded')
    assert.deepEqual(says, [])
  })

  it('goes on as before after a restart, once it has been asked again', () => {
    const { change, at } = play('restarts: [5m14s]')
    assert.equal(change.status, 'succeeded')
    assert.ok((at('stage-passed') ?? 0) >= (play().at('stage-passed') ?? 0))
  })

  it('comes to the same, turn by turn or with idle turns passed over, whatever fails when', () => {
    const line = fc.record({
      from: fc.integer({ min: 0, max: 700 }),
      lasts: fc.integer({ min: 1, max: 90 }),
      probe: fc.constantFrom('startup', 'live', 'ready', '/health/db', '/health/cache'),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const probes = lines.map(
          ({ from, lasts, probe }) => `{ from: ${from}s, until: ${from + lasts}s, probe: ${probe} }`,
        )
        const read = readScript(`probes: [${probes.join(', ')}]`)
        assert.ok('script' in read)
        const passedOver = simulate(plan(), read.script, AT)
        let weights = 0
        const whole = simulate(plan(), read.script, AT, ({ taken, seen }) => {
          for (const event of taken.events) {
            if (event.type !== 'stage-entered') continue
            weights += 1
            const ready = seen.probed?.[0]?.states.ready
            assert.equal(ready?.now, 'well', 'no weight without a ready side')
          }
        })
        assert.deepEqual(passedOver.events, whole.events)
        assert.ok(whole.change.status === 'succeeded' || whole.change.status === 'rolled-back')
        assert.ok(weights > 0 || whole.change.status === 'rolled-back')
      }),
      { numRuns: 8 },
    )
  })
})

describe('a side that nobody asks', () => {
  const asked = { at: AT, ok: true, says: '200' }
  const ready = of('ready', '/ready', { everyMs: 5 * SECOND })
  const runbook = plan({ probes: [ready] })

  it('takes no weight, pages once, and goes on when somebody asks again', () => {
    const stand = new Stand(runbook)
    stand.answer('deploy-wix')
    assert.equal(stand.count('stage-entered'), 0, 'it has not been asked yet')
    stand.turn(MINUTE)
    stand.turn(MINUTE)
    assert.equal(stand.count('probes-silent'), 1)
    const [side] = askedSides(stand.change)
    assert.ok(side !== undefined)
    stand.probed = [
      {
        target: 'wix',
        from: side.from,
        states: { ready: answered(ready, UNASKED, { ...asked, at: stand.now }) },
      },
    ]
    stand.turn(SECOND)
    assert.equal(stand.count('probes-heard'), 1)
    assert.equal(stand.count('stage-entered'), 1)
  })

  it('what was answered before this server listened, or to another deploy, counts for nothing', () => {
    const stand = new Stand(runbook)
    stand.answer('deploy-wix')
    const [side] = askedSides(stand.change)
    assert.ok(side !== undefined)
    const states = { ready: answered(ready, UNASKED, { ...asked, at: stand.now }) }
    stand.probed = [{ target: 'wix', from: side.from - 1, states }]
    stand.turn(SECOND)
    stand.takeover = stand.now
    stand.probed = [{ target: 'wix', from: side.from, states }]
    stand.turn(SECOND)
    assert.equal(stand.count('stage-entered'), 0)
    stand.takeover = AT
    stand.turn(SECOND)
    assert.equal(stand.count('stage-entered'), 1)
  })
})
