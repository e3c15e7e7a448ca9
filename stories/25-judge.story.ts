/**
 * The sequential judge on real parts, in five worlds side by side: a version as good as stable, one that is bad from
 * its first request, one that turns bad, an incident that both have, and a source that falls silent. Each is simulated
 * with what came from outside in it, and both tell the same within one interval of the source. Then a server that is
 * killed in the middle of a watch: its verdict is that of an unbroken one. Many kills by one command:
 * `node tools/run.mjs stories/survive.ts --judge --kills 50 --seed 1`.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatMeasure } from '../src/core/judge/words.ts'
import type { Instant, Millis } from '../src/core/time/instant.ts'
import type { RuleOnTarget } from '../src/read/progress/rule-view.ts'
import { type Environment, openHouse, PER_SECOND, USUAL } from './25-judge/house.testing.ts'
import { watchWhileKilled } from './25-judge/kills.testing.ts'
import { journalOf, says } from './props/facts.testing.ts'
import { type Foretold, foretold } from './props/foretold.testing.ts'
import { takePulse } from './props/pulse.testing.ts'
import { until } from './props/stage.testing.ts'

const KILLS = Number(process.env.SURVIVE_KILLS ?? 3)
const SEED = Number(process.env.SURVIVE_SEED ?? 1)

/** At pace 20 a minute of the plan is three seconds. */
const PLAN = `plan: compared
title: A release that is compared with stable
inputs:
  environment: { type: string, required: true }
environment: \${{ inputs.environment }}
version: v2.0.0
window: { duration: 10h }
steps:
  - deploy: shop
  - rollout:
      targets: [shop]
      stages: [ { weight: 20%, hold: 4m }, { weight: 100%, hold: 10s } ]
      gates: [ { signal: success-ratio, noWorseThan: stable*5, confidence: 95%, noData: { after: 1m, then: rollback } } ]
      guards:
        - { signal: success-ratio, below: 50%, for: 1m, minSamples: 10, noData: { after: 1m, then: rollback } }
        - { signal: success-ratio, worseThan: stable*1.25, confidence: 99.9%, noData: { after: 1m, then: rollback } }
`
const THRESHOLD = 'success-ratio-below-0.5-for-1m'
const NO_WORSE = 'success-ratio-no-worse-than-5-stable'

/** The ratio with its interval, since when, how much came of it, and what the confidence means. */
const FOUND =
  /([\d.]+) x stable \(always-valid 95 % interval (?:at least )?([\d.]+)(?: to ([\d.]+))?\), (?:\d+s after start|in \d+s, from \d+s after start on), about \d+ extra in [\d,]+ requests; at most 1 in 1,000 canaries within 1\.25 x would trigger this/

const BAD = { fails: 8 * USUAL, refuses: 0 }
/** Of what both versions are asked while they share an incident: more than stable ever fails, and no threshold's. */
const INCIDENT = { fails: 0.2, refuses: 0 }
const AS_USUAL = { fails: USUAL, refuses: 0 }
/** From the first hold on. */
const TURNS_AFTER: Millis = 3_000
const INCIDENT_LASTS: Millis = 6_000

test('the canary is compared with stable', { timeout: 1_800_000 }, async (t) => {
  const house = await openHouse()
  t.after(house.close)
  const pulse = takePulse(() => house.client().url)
  const plan = join(house.dir, 'compared.yaml')
  writeFileSync(plan, PLAN)
  await says(house, 'check', plan)

  const told = async (id: string) => (await journalOf(house, id)).map(({ sentence }) => sentence).join('\n')
  const rule = async (id: string, of: string): Promise<RuleOnTarget> => {
    const rules = (await house.client().change(id)).rollouts[0]?.rules ?? []
    return rules.find((one) => one.id === of)?.targets[0] ?? assert.fail(`${id} has no ${of}`)
  }
  /** Waits for a whole second so long after the first hold began, as telemetry keeps them. */
  const intoHold = async (id: string, after: Millis): Promise<Instant> => {
    const held = await until(`${id} holds`, async () =>
      (await journalOf(house, id)).find(({ type }) => type === 'hold-started'),
    )
    const at = Math.ceil((Date.parse(held.at) + after) / 1_000) * 1_000
    await sleep(Math.max(0, at - Date.now()))
    return at
  }
  const stable = (success: number) => ({ slot: 'stable' as const, success })
  /** What is not well from the beginning on, in every world. */
  const usual: Foretold['evidence'] = [
    { from: 0, success: 1 - USUAL },
    { from: 0, ...stable(1 - USUAL) },
  ]

  type World = { readonly id: string; readonly status: string } & Foretold
  const play = async (
    environment: Environment,
    meanwhile: (id: string) => Promise<Partial<Foretold>>,
  ): Promise<World> => {
    const asked = [`environment=${environment}`, '--pace', '20']
    const said = await says(house, 'run', plan, ...asked, '--detach', '--json', '--key', randomUUID())
    const { id } = JSON.parse(said) as { id: string }
    const order = await meanwhile(id)
    const view = await until(`${id} is over`, async () => {
      const now = await house.client().change(id)
      return now.endedAt === null ? null : now
    })
    await house.leave(environment)
    const known = { plan, asked, binding: house.binding, perSecond: PER_SECOND, told: new Set<string>() }
    return { id, status: view.status, ...known, scrapeEvery: '1s', evidence: usual, ...order }
  }
  const begin = (...world: Parameters<typeof play>) => {
    const playing = play(...world)
    // Each is awaited in its own test; one that fails before must not end the process.
    playing.catch(() => undefined)
    return playing
  }
  house.shops.bad.mood = BAD
  const worlds = {
    good: begin('good', async () => ({})),
    bad: begin('bad', async () => ({
      evidence: [
        { from: 0, success: 1 - BAD.fails },
        { from: 0, ...stable(1 - USUAL) },
      ],
    })),
    slow: begin('slow', async (id) => {
      const from = await intoHold(id, TURNS_AFTER)
      house.shops.slow.mood = BAD
      return { evidence: [...usual, { from, success: 1 - BAD.fails }] }
    }),
    shared: begin('shared', async (id) => {
      const shop = house.shops.shared
      const from = await intoHold(id, TURNS_AFTER)
      shop.mood = shop.old = INCIDENT
      const end = await intoHold(id, TURNS_AFTER + INCIDENT_LASTS)
      shop.mood = shop.old = AS_USUAL
      const success = 1 - INCIDENT.fails
      return { evidence: [...usual, { from, until: end, success }, { from, until: end, ...stable(success) }] }
    }),
    silent: begin('silent', async (id) => {
      const from = await intoHold(id, TURNS_AFTER)
      house.silence.begin()
      await until('it goes back', async () => (await house.client().change(id)).rollback !== null)
      house.silence.end()
      // What comes then waits for a gateway that nobody could reach.
      const upTo = 'rollback-started' as const
      return { upTo, evidence: [...usual, { from, missing: true as const }] }
    }),
  }
  const tells = async (playing: Promise<World>, status: string) => {
    const world = await playing
    const journal = await told(world.id)
    assert.equal(world.status, status, journal)
    const most = await foretold(house, world.id, world, pulse.stoodStillMs())
    t.diagnostic(
      `${world.id} ${status}: ${most} ms from what was simulated, ${pulse.stoodStillMs()} stood still`,
    )
    return { id: world.id, journal }
  }
  const foundIn = (words: string) => {
    const [sentence, ratio, low, high] = FOUND.exec(words) ?? assert.fail(words)
    t.diagnostic(sentence)
    return { ratio: Number(ratio), low: Number(low), high: Number(high ?? Number.POSITIVE_INFINITY) }
  }

  await t.test('eight times the failures: no threshold notices, the test takes it back', async () => {
    const { id, journal } = await tells(worlds.bad, 'rolled-back')
    const { ratio, low, high } = foundIn(journal)
    assert.ok(low < 8 && high > 8 && ratio > low && ratio < high, journal)
    assert.match(journal, /ROLLING BACK: guard success-ratio-worse-than-1\.25-stable tripped on shop/)
    assert.equal((await rule(id, THRESHOLD)).verdict, 'no-worse', 'the threshold is quiet')
    assert.match(await says(house, 'show', id), /✗ TRIPPED/)
  })

  await t.test('it turns bad in the middle: the test says since when', async () => {
    const { journal } = await tells(worlds.slow, 'rolled-back')
    foundIn(journal)
    assert.match(journal, /, in \d+s, from \d+s after start on, /)
  })

  await t.test('a source that falls silent: no data, and back by what the plan says of that', async () => {
    const { journal } = await tells(worlds.silent, 'rolled-back')
    assert.match(journal, /ROLLING BACK: no data for/)
  })

  await t.test('as good as stable: the gate passes, and says by what', async () => {
    const { id, journal } = await tells(worlds.good, 'succeeded')
    assert.match(
      journal,
      /20 % passed: shop canary failures of success-ratio [\d.]+ x stable .*no worse than 5 x/,
    )
    assert.equal((await rule(id, NO_WORSE)).verdict, 'no-worse')
  })

  await t.test('an incident that both have: nobody is blamed, and the gate passes', async () => {
    const { id, journal } = await tells(worlds.shared, 'succeeded')
    assert.doesNotMatch(journal, /tripped|ROLLING BACK/)
    const gate = await rule(id, NO_WORSE)
    assert.match(gate.test?.sentence ?? '', /no worse than 5 x; at most 1 in 20 canaries at 5 x would pass/)
    for (const seen of [gate.value, gate.stable?.value])
      assert.ok(seen != null && seen < 1 - 1.2 * USUAL, `both have failed: ${gate.shown}`)
  })
  await pulse.stop()

  await t.test(
    `${KILLS} kills, seed ${SEED}: the verdict is that of an unbroken watch, to the bit`,
    async () => {
      const { kept, unbroken } = await watchWhileKilled(house, KILLS, SEED)
      assert.deepEqual(kept, JSON.parse(JSON.stringify(unbroken)))
      const { trippedAt, intervals, watchdog } = kept.tested?.state ?? assert.fail('it has not been tested')
      assert.ok(trippedAt !== null && kept.verdict === 'worse')
      assert.ok((watchdog?.intervals ?? 0) > intervals / 2, 'parts of stable are compared with each other')
      t.diagnostic(
        `${KILLS} kills in ${(trippedAt - kept.from) / 1_000} s of watch, ${intervals} intervals; ${formatMeasure(kept.evidence)}`,
      )
      await house.leave('killed')
    },
  )

  assert.deepEqual(
    [...house.answered()].toSorted((a, b) => a - b),
    [200, 500],
    'no request fails because of us',
  )
})
