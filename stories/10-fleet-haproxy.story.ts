/** The same fleet behind two HAProxies, measured by Prometheus: these two are killed as well. */
import { test } from 'node:test'
import { debianPart } from '../demo/parts/debian-part.ts'
import { survivesKills } from './props/fleet-play.testing.ts'

const KILLS = Math.floor(Number(process.env.SURVIVE_KILLS ?? 6) / 2)
const SEED = Number(process.env.SURVIVE_SEED ?? 1)

const parts = await Promise.all([debianPart('haproxy'), debianPart('prometheus')])
const missing = parts.flatMap((part) => ('missing' in part ? [part.missing] : []))

test(
  `${KILLS} kills of HAProxy, Prometheus, replicas and Postgres, seed ${SEED}: no entry lost, nothing done twice, no user notices`,
  {
    timeout: 3_600_000,
    ...(missing.length > 0 ? { skip: missing.join('; ') } : {}),
  },
  (t) => survivesKills(t, { kills: KILLS, seed: SEED, proxy: 'haproxy', first: ['haproxy', 'prometheus'] }),
)
