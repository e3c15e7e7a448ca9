/**
 * Several servers on one Postgres, and two gateways before every site. Each of them is killed at seeded random
 * moments, also Postgres itself, and started again as a supervisor would, while real changes run: each change goes on
 * to its right end, and no user notices. `node tools/run.mjs stories/survive.ts --kills 100 --seed 1` makes a hundred
 * kills.
 */
import { test } from 'node:test'
import { commandIsInherited, databaseStandsStill } from './props/fleet-facts.testing.ts'
import { survivesKills } from './props/fleet-play.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { ONCE } from './props/survivors.testing.ts'

const KILLS = Math.ceil(Number(process.env.SURVIVE_KILLS ?? 6) / 2)
const SEED = Number(process.env.SURVIVE_SEED ?? 1)

test(
  `${KILLS} kills of replicas, Postgres and gateways, seed ${SEED}: no entry lost, nothing done twice, no user notices`,
  {
    timeout: 3_600_000,
  },
  (t) =>
    survivesKills(t, {
      kills: KILLS,
      seed: SEED,
      proxy: 'gateway',
      first: [],
      async then(fleet) {
        const plan = planVariant(fleet.dir, 'quick', SHORT, ONCE)
        await t.test('a command goes on when its replica dies, and the other replica hears its end', (fact) =>
          commandIsInherited(fleet, plan, fact),
        )
        await t.test('a database that stands still is told, hurts nobody, and is gone on with', (fact) =>
          databaseStandsStill(fleet, plan, fact),
        )
      },
    }),
)
