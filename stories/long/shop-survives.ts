/**
 * The progressive canary over kills at seeded moments: of its server, also with its Postgres, of a gateway of two, of
 * Prometheus, and of the shop's own Postgres, Redis and workers. A sound version is not taken back for what we lose
 * (server, gateways, Prometheus), a bad one is in time, a rollback that somebody asks for and a drill come to their
 * ends, and no user's request fails because of us. It takes long, so `npm test` leaves it out:
 * `node tools/run.mjs stories/survive.ts --shop --kills 100 --seed 1`.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { progressiveCanary } from '../../demo/estates/progressive-canary/estate.ts'
import type { TrafficReport } from '../../demo/traffic/tally.ts'
import { seeded } from '../../demo/traffic/users.ts'
import type { Entry } from '../../src/core/journal/entry.ts'
import { says } from '../props/facts.testing.ts'
import { type Blow, blowsOn, strike } from '../props/fleet-blows.testing.ts'
import type { Part } from '../props/parts.testing.ts'
import { inShopHouse, type ShopHouse } from '../props/shop-house.testing.ts'
import { until } from '../props/stage.testing.ts'
import { type Ordeal, surviveBlows } from '../props/survive-blows.testing.ts'
import { seconds } from '../props/survivors.testing.ts'
import { type Witness, witness } from '../props/witness.testing.ts'

const KILLS = Number(process.env.SURVIVE_KILLS ?? 100)
const SEED = Number(process.env.SURVIVE_SEED ?? 1)
/** Where a plan waits for 5 minutes without data, whatever is killed has to be back in half a minute. */
const PACE = Number(process.env.SURVIVE_PACE ?? 10)
/** Watches are long and quiet: then something falls nevertheless. */
const QUIET_MS = 8_000
const RUN_LIMIT_MS = 45 * 60_000

const KINDS = (process.env.SURVIVE_KINDS ?? 'faulty,taken back,drill,sound').split(',') as readonly Kind[]
type Kind = 'faulty' | 'taken back' | 'drill' | 'sound'

/**
 * What a sound version may be taken back for. Only the new version has a cache, and its workers are killed: without
 * them it is slower. And at a pace the seconds without the shop's Postgres are minutes of the plan, whose probes of
 * it are critical.
 */
const NOT_OURS: readonly Part['kind'][] = ['cache', 'worker', 'orders']

const USERS = 120
/** A hundred samples of a canary that one user of twenty meets, a request a second each. */
const SAMPLES_MS = (100 / (USERS / 20)) * 1_000
/** Those, a guard of 5 minutes, a window of Prometheus and its lag, and what else a turn takes. */
const BOUND_MS = SAMPLES_MS + (5 * 60_000) / PACE + 4_000 + 2_500 + 2_000

test(`${KILLS} kills in the shop, seed ${SEED}: every change comes to its right end, and no user notices`, {
  timeout: 3 * 3_600_000,
}, async (t) => {
  const random = seeded(SEED)
  const saw = witness()
  const struck = new Map<string, number>()
  const killed: Killed[] = []
  const count = (what: string) => struck.set(what, (struck.get(what) ?? 0) + 1)
  const report = await inShopHouse(USERS, async (house) => {
    const hanging = house.parts.filter(({ kind }) => kind === 'replica' || kind === 'prometheus')
    const onAll = blowsOn({ parts: house.parts, hanging }, random, [])
    const parts = house.parts.filter(({ kind }) => !NOT_OURS.includes(kind))
    const onBoth = blowsOn({ parts, hanging }, random, [])
    let kills = 0
    for (let n = 0; kills < KILLS; n += 1) {
      const kind = KINDS[n % KINDS.length] ?? 'sound'
      house.world.shop.orderFault(kind === 'faulty' ? 'errors-5xx' : 'none')
      const began = performance.now()
      const id = await open(house, kind)
      const made = await survive(house, saw, id, {
        kind,
        blows: (kind === 'sound' ? onBoth : onAll)(KILLS - kills),
        killed: (victims) => killed.push({ at: Date.now(), victims }),
        fell: (during, { how, victims }) => {
          for (const victim of victims) count(`${how === 'kill' ? 'killed' : 'stood still:'} ${victim}`)
          count(`during ${during.split(' ')[0]}`)
        },
      })
      kills += made.kills
      const { status } = await house.client().change(id)
      await rightEnd(house, saw, id, kind, made.outagesMs)
      await saw.watchAll(house.client())
      assert.match(await says(house, 'journal', 'verify'), /: whole$/m)
      t.diagnostic(
        `${id}, ${kind}: ${made.kills} kills, ${status} after ${seconds(performance.now() - began)} s, ${kills} of ${KILLS}`,
      )
    }
    await saw.nothingLost(house.client())
  })
  for (const [what, times] of [...struck].sort()) t.diagnostic(`${what}: ${times}`)
  nothingElseFailed(t, report, killed)
})

async function open(house: ShopHouse, kind: Kind): Promise<string> {
  const request = progressiveCanary.request({
    ...{ fault: null, pace: PACE, users: 0, proxy: 'gateway', metrics: 'prometheus', judge: 'sequential' },
  })
  const [client, key] = [house.client(), randomUUID()]
  const order = { ...request, pace: PACE }
  const { change } = await (kind === 'drill' ? client.startDrill(order, key) : client.open(order, key))
  return change.id
}

/** As many of the blows as the change lasts for. */
async function survive(
  house: ShopHouse,
  saw: Witness,
  id: string,
  order: {
    readonly kind: Kind
    readonly blows: readonly Blow[]
    readonly killed: (victims: readonly string[]) => void
    readonly fell: (during: string, blow: Blow) => void
  },
) {
  const blows = [...order.blows]
  let outagesMs = 0
  const kills = await surviveBlows(house, saw, {
    id,
    limitMs: RUN_LIMIT_MS,
    person: PEOPLE[order.kind] ?? null,
    settle: async () => {
      const { steps } = await house.client().change(id)
      assert.deepEqual(
        steps.filter(({ status }) => status === 'in-doubt').map((step) => step.id),
        [],
      )
    },
    nextBlow: () => {
      const blow = blows.shift()
      return blow === undefined ? null : { ...blow, atLatestMs: QUIET_MS }
    },
    strike: async (blow) => {
      const began = performance.now()
      if (blow.how === 'kill') order.killed(blow.victims)
      await strike({ parts: house.parts, hanging: house.parts }, blow)
      outagesMs += performance.now() - began
      return blow.how === 'kill' ? blow.victims.length : 0
    },
    fell: order.fell,
  })
  return { kills, outagesMs }
}

const DISLIKED = 'somebody does not like it'
const PEOPLE: Partial<Record<Kind, Ordeal<Blow>['person']>> = {
  'taken back': {
    says: { command: 'rollback', because: DISLIKED },
    when: (entries) => hasStage(2_000)(entries),
  },
  // Its bakes fill its window nearly, and what is away meanwhile comes on top.
  sound: {
    says: { command: 'extend', by: '4h', because: 'what was killed took time' },
    when: (entries) => entries.some(({ type }) => type === 'window-overrun'),
  },
}

const hasStage = (weight: number) => (entries: readonly Entry[]) =>
  entries.some(
    ({ type, data }) => type === 'stage-entered' && (data as { weight?: number }).weight === weight,
  )

async function rightEnd(
  house: ShopHouse,
  saw: Witness,
  id: string,
  kind: Kind,
  outagesMs: number,
): Promise<void> {
  const view = await house.client().change(id)
  const cause = view.rollback?.cause ?? ''
  for (const target of ['staging/frontend', 'staging/backend'])
    assert.equal((await house.agreed(target)).split.mode, 'closed', target)
  const at = (type: string) => saw.of(`change/${id}`).find((entry) => entry.type === type)?.at ?? Number.NaN
  switch (kind) {
    case 'sound':
      assert.equal(view.status, 'succeeded', `${id}: ${cause}`)
      break
    case 'faulty': {
      assert.equal(view.status, 'rolled-back', id)
      assert.match(cause, /^guard .*(errors-5xx|error-rate)/, id)
      const took = at('rollback-started') - at('stage-entered')
      assert.ok(took <= BOUND_MS + outagesMs, `${id} was taken back after ${took} ms: ${cause}`)
      break
    }
    case 'taken back':
      assert.equal(view.status, 'rolled-back', `${id}: ${cause}`)
      assert.equal(cause, DISLIKED, id)
      break
    case 'drill': {
      // It is concluded some turns after its rollback.
      const drill = await until(`${id} is concluded`, async () => {
        const { drill } = await house.client().change(id)
        return drill?.outcome === 'under-way' ? null : drill
      })
      // What it proves is another matter: requests fail of the shop's own database when that is killed.
      assert.equal(view.status, 'rolled-back', drill.because.join('; '))
    }
  }
}

type Killed = { readonly at: number; readonly victims: readonly string[] }

/** A killed process takes this long to be gone for everybody. */
const GONE_WITHIN_MS = 3_000
/** How users see that a gateway died in the middle of their request, or of what a frontend asked the backend for it. */
const BROKEN = ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', '502']

/**
 * What was on its way through a gateway or a worker when that was killed, and may not be sent again, is lost with it;
 * nothing else is.
 */
function nothingElseFailed(t: TestContext, report: TrafficReport, killed: readonly Killed[]): void {
  const ours = report.failures.filter(({ blame }) => blame === 'us')
  const isLostWith = ({ at, cause }: (typeof ours)[number]) =>
    killed.some(
      (kill) =>
        Math.abs(Date.parse(at) - kill.at) <= GONE_WITHIN_MS &&
        kill.victims.some((name) =>
          name.startsWith('gateway') ? BROKEN.includes(cause) : /worker/.test(name) && cause === '502',
        ),
    )
  t.diagnostic(
    `${report.requests} requests, ${report.failedBecauseOfUs} lost with what was killed, ${report.failedBecauseOfVersion} failed because of a version, ${report.askedElsewhere} asked again at the other gateway`,
  )
  assert.deepEqual(
    ours.filter((one) => !isLostWith(one)),
    [],
    'a request failed because of us',
  )
  const most = killed.length * LOST_A_KILL
  assert.ok(report.failedBecauseOfUs <= most, `${report.failedBecauseOfUs} requests were lost`)
}

/** On average: of some hundred users a few at a time send what may not be sent again. */
const LOST_A_KILL = 2
