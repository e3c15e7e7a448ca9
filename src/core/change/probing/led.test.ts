import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Probe } from '../../probe/probe.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { deploy, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { readScript } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { replay } from '../evolve/evolve.ts'
import { wordsOf } from '../state/cause-words.ts'
import { MINUTE, SECOND, scripted } from '../turn/moments.testing.ts'
import { AT } from '../turn/stand.testing.ts'

const of = (kind: Probe['kind'], path: string, over: Partial<Probe> = {}): Probe => ({
  ...{ kind, path, delayMs: 0, everyMs: 10 * SECOND, timeLimitMs: 5 * SECOND, failures: 3, successes: 1 },
  ...over,
})
const STARTUP = of('startup', '/up', { delayMs: 10 * SECOND, everyMs: 5 * SECOND })
const READY = of('ready', '/ready', { everyMs: 5 * SECOND, failures: 2, successes: 2 })
const PROBES: readonly Probe[] = [STARTUP, of('live', '/live'), READY, of('critical', '/db')]

const stages = [500, 10_000].map((weight) => ({ weight, holdMs: 5 * MINUTE, segments: [] }))
const leads = { ...rollout, stages, after: [], targets: ['wix'] }

/** Its rollout leads to a side that something else has deployed. */
const plan = (over: Partial<Runbook> = {}): Runbook =>
  sampleRunbook({ steps: [leads], accept: [], targets: ['wix'], probes: PROBES, ...over })

function play(script = '', runbook = plan()) {
  const simulated = scripted(script, runbook)
  const { timeline, change, events } = simulated
  assert.deepEqual(replay(events), change, 'all of it is in the journal')
  const at = (type: string, nth = 0) => {
    const found = timeline.filter((moment) => moment.type === type)[nth]
    return found === undefined ? null : found.offsetMs / SECOND
  }
  const cause = 'back' in change ? wordsOf(change.back.cause) : null
  return { ...simulated, at, cause, is: change.status }
}

type Row = readonly [
  title: string,
  script: string,
  probes: readonly Probe[],
  /** In seconds from when it is asked first until the first weight; null: none was given. */
  weight: number | null,
  status: string,
]

const ROWS: readonly Row[] = [
  ['begins once the side has started and is ready', '', PROBES, 15, 'succeeded'],
  ['waits for a slow start', 'probes: [{ from: 0s, until: 20s, probe: startup }]', PROBES, 25, 'succeeded'],
  ['a startup alone is waited for too', '', [STARTUP], 10, 'succeeded'],
  [
    'a startup that fails gives nobody to it',
    'probes: [{ from: 0s, probe: startup }]',
    PROBES,
    null,
    'rolled-back',
  ],
  ['waits until it is ready', 'probes: [{ from: 0s, until: 2m, probe: ready }]', PROBES, 125, 'succeeded'],
  [
    'never ready: it never begins, and nothing is failed',
    'probes: [{ from: 0s, probe: ready }]',
    PROBES,
    null,
    'running',
  ],
  ['without startup and ready it begins at once', '', [of('live', '/live')], 0, 'succeeded'],
  [
    'live fails before it has begun',
    'probes: [{ from: 0s, probe: live }]',
    [of('live', '/live'), READY],
    5,
    'rolled-back',
  ],
  ['live fails under weight', 'probes: [{ from: 3m, probe: live }]', PROBES, 15, 'rolled-back'],
  ['a critical one fails under weight', 'probes: [{ from: 3m, probe: /db }]', PROBES, 15, 'rolled-back'],
  [
    'a pause holds the weight, and it is asked meanwhile',
    'commands: [{ at: 1s, do: pause, because: look }]',
    PROBES,
    null,
    'paused',
  ],
]

describe('a rollout to a side that something else has deployed', () => {
  for (const [title, script, probes, weight, status] of ROWS)
    it(title, () => {
      const { at, is, events } = play(script, plan({ probes }))
      assert.equal(events.filter(({ type }) => type === 'probing-started').length, 1)
      const [asked, entered] = [at('probing-started'), at('stage-entered')]
      assert.deepEqual([entered === null ? null : entered - (asked ?? 0), is], [weight, status])
    })

  it('fails the rollout that waits when it does not start, as a deploy fails, and undoes what came before', () => {
    const { events, cause, at } = play('probes: [{ from: 0s, probe: startup, says: connection refused }]')
    const because =
      'startup (/up) of wix (green) is not well 3 times in a row, the last time: connection refused'
    assert.equal(cause, `step rollout failed: ${because}`)
    assert.equal(at('step-failed'), (at('probing-started') ?? 0) + 20)
    const failed = events.find(({ type }) => type === 'step-failed')
    assert.ok(failed?.type === 'step-failed' && failed.step === 'rollout' && failed.retryAt === null)
  })

  it('is held while the side is not ready, and is not hurried past it', () => {
    const hold = 'commands: [{ at: 5m, do: promote, override: in a hurry }]'
    const { at, timeline, is } = play(`${hold}\nprobes: [{ from: 4m, until: 12m, probe: ready }]`)
    assert.equal(is, 'succeeded')
    assert.ok((at('stage-passed') ?? 0) >= 12 * 60)
    assert.match(
      timeline.find(({ type }) => type === 'refused')?.sentence ?? '',
      /^refused: the new side of wix is not ready/,
    )
  })

  it('asks what it leads to beside what the plan deploys, and waits for both', () => {
    const both = { ...rollout, stages, after: ['deploy-wix'] }
    const runbook = plan({ steps: [deploy('wix'), both], targets: ['gamma', 'wix'] })
    const { events, at, is } = play('', runbook)
    assert.equal(is, 'succeeded')
    const asked = events.flatMap((event) => (event.type === 'probing-started' ? [event.target] : []))
    assert.deepEqual(asked, ['wix', 'gamma'])
    const deployed = at('step-done') ?? 0
    assert.ok((at('probing-started', 1) ?? 0) >= deployed, 'from when the rollout could begin')
    assert.equal(at('stage-entered'), (at('probing-started', 1) ?? 0) + 15)
  })

  it('gives no weight to what is not ready, and comes to the same turn by turn, whatever fails when', () => {
    const line = fc.record({
      from: fc.integer({ min: 0, max: 700 }),
      lasts: fc.integer({ min: 1, max: 90 }),
      probe: fc.constantFrom('startup', 'live', 'ready', '/db'),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const probes = lines.map(
          ({ from, lasts, probe }) => `{ from: ${from}s, until: ${from + lasts}s, probe: ${probe} }`,
        )
        const read = readScript(`probes: [${probes.join(', ')}]`)
        assert.ok('script' in read)
        const passedOver = simulate(plan(), read.script, AT)
        const whole = simulate(plan(), read.script, AT, ({ taken, seen }) => {
          for (const event of taken.events)
            if (event.type === 'stage-entered') assert.equal(seen.probed?.[0]?.states.ready?.now, 'well')
        })
        assert.deepEqual(passedOver.events, whole.events)
        assert.ok(whole.change.status === 'succeeded' || whole.change.status === 'rolled-back')
      }),
      { numRuns: 8 },
    )
  })

  it('asks anew where a trial before is over', () => {
    const trial = { ...leads, adopt: false }
    const again = { ...leads, id: 'again', title: 'Again', after: ['rollout'] }
    const { events, is } = play('', plan({ steps: [trial, again] }))
    assert.equal(is, 'succeeded')
    assert.equal(events.filter(({ type }) => type === 'probing-started').length, 2)
  })
})
