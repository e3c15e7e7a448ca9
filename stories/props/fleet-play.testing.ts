import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { seeded } from '../../demo/traffic/users.ts'
import { bindCountedIn, executions, noKeyTwice } from './executions.testing.ts'
import { begin, says } from './facts.testing.ts'
import { type Fleet, type FleetOrder, withFleet } from './fleet.testing.ts'
import { blowsOn, strike } from './fleet-blows.testing.ts'
import type { Part } from './parts.testing.ts'
import { planVariant, SHORT } from './plan-variant.testing.ts'
import { surviveBlows } from './survive-blows.testing.ts'
import {
  asItShouldBe,
  KINDS,
  ONCE,
  peopleOf,
  rightEnd,
  seconds,
  unlockFlags,
  WINDOW,
} from './survivors.testing.ts'
import { witness } from './witness.testing.ts'

export type Play = {
  readonly kills: number
  readonly seed: number
  readonly proxy: NonNullable<FleetOrder['proxy']>
  /** Kinds of parts that are struck before any other. */
  readonly first: readonly Part['kind'][]
  /** Something more to be seen of the same fleet, after the kills. */
  readonly then?: (fleet: Fleet) => Promise<void>
}

/** At this pace five minutes without data last three seconds, and whatever is killed here is away for two. */
const PATIENT_WITH_OUTAGES = { 'noData: { after: 5m': 'noData: { after: 100m' }
const RUN_LIMIT_MS = 240_000

/**
 * Real changes run in a fleet while its parts are killed or hang, each at a moment that follows from the seed: no
 * entry lost that anybody was shown, nothing done twice that is not safe, every change at its right end, and no
 * user's request failed because of us.
 */
export async function survivesKills(
  t: TestContext,
  { kills: most, seed, proxy, first, then }: Play,
): Promise<void> {
  const random = seeded(seed)
  const saw = witness()
  const struck = new Map<string, number>()
  /** A change that is struck more often than this would tell nothing new, and take long. */
  const killsARun = Math.min(10, Math.ceil(most / 3))
  let kills = 0
  let hangs = 0
  const order = { users: 300, fault: 'errors', proxy, rebind: bindCountedIn } as const
  const report = await withFleet(order, async (fleet) => {
    const plan = planVariant(fleet.dir, 'once', SHORT, ONCE, PATIENT_WITH_OUTAGES)
    const blowsFor = blowsOn(fleet, random, first)
    for (let n = 0; kills < most; n += 1) {
      const kind = KINDS[n % KINDS.length] ?? 'sound'
      // The demo's fault belongs to v2.0.0 alone.
      const version = kind === 'faulty' ? 'v2.0.0' : `v3.${n}.0`
      const began = performance.now()
      const id = await begin(fleet, plan, version, WINDOW)
      const blows = [...blowsFor(Math.min(killsARun, most - kills))]
      const made = await surviveBlows(fleet, saw, {
        id,
        limitMs: RUN_LIMIT_MS,
        ...peopleOf(fleet, id, kind),
        nextBlow: () => blows.shift() ?? null,
        strike: async (blow) => {
          fleet.renewCertificates()
          await strike(fleet, blow)
          if (blow.how === 'hang') hangs += blow.victims.length
          return blow.how === 'kill' ? blow.victims.length : 0
        },
        fell: (during, { how, victims }) => {
          const did = how === 'kill' ? 'killed' : 'stood still:'
          for (const what of victims.flatMap((victim) => [`${did} ${victim}`, `${did} during ${during}`]))
            struck.set(what, (struck.get(what) ?? 0) + 1)
        },
      })
      kills += made
      const view = await fleet.client().change(id)
      rightEnd(view, kind)
      await asItShouldBe(fleet, view, version)
      if (view.status === 'succeeded') await unlockFlags(fleet)
      await saw.watchAll(fleet.client())
      assert.match(await says(fleet, 'journal', 'verify'), /: whole$/m)
      t.diagnostic(
        `${id}, ${kind}: ${made} kills, ${view.status} after ${seconds(performance.now() - began)} s, ${kills} of ${most} and ${hangs} that hung`,
      )
    }
    await saw.nothingLost(fleet.client())
    noKeyTwice(fleet)
    await then?.(fleet)
    assert.match(await says(fleet, 'journal', 'verify'), /: whole$/m)
    const again = executions(fleet).filter(({ was, key }) => was === 'begun' && key.endsWith('/again')).length
    t.diagnostic(`${saw.count()} entries were shown, ${again} safe commands repeated`)
    const { arrived, twice } = await deliveries(fleet)
    assert.ok(twice <= kills + hangs, 'a notice goes out again only when its sender could not say so in time')
    t.diagnostic(`${arrived} pages and events arrived, ${twice} of them twice`)
  })
  for (const [what, times] of [...struck].sort()) t.diagnostic(`${what}: ${times}`)
  t.diagnostic(
    `${report.requests} requests, ${report.failedBecauseOfUs} failed because of us, ${report.askedElsewhere} were asked again at the other address`,
  )
}

async function deliveries({ world }: Fleet): Promise<{ arrived: number; twice: number }> {
  const answer = await fetch(`${world.addresses.pager}/received`)
  const all = (await answer.json()) as readonly { readonly copies: number }[]
  return { arrived: all.length, twice: all.filter(({ copies }) => copies > 1).length }
}
