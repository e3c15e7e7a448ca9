/** A server whose database has two hosts, of which one follows the other, with traffic behind two gateways. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrafficReport } from '../../demo/traffic/tally.ts'
import {
  type RealPostgres,
  realPostgres,
  standbyOf,
} from '../../src/adapters/postgres/hosts/real-postgres.testing.ts'
import { type House, withOwnDatabase } from './own-database.testing.ts'

/** The primary at first, and the standby that every commit waits for. */
type Hosts = { readonly first: RealPostgres; readonly second: RealPostgres }
export type FailoverHouse = House & Hosts

const ROLE = 'ops'

export const withFailoverHouse = (play: (house: FailoverHouse) => Promise<void>): Promise<TrafficReport> =>
  withOwnDatabase<Hosts>(async (dir, onEnd) => {
    const first = await realPostgres(join(dir, 'first'))
    onEnd(first.stop)
    await first.admin(async (client) => {
      await client.query(`CREATE ROLE ${ROLE} LOGIN CREATEROLE PASSWORD 'first-secret'`)
      await client.query(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`)
    })
    const second = await standbyOf(first, join(dir, 'second'))
    onEnd(second.stop)
    const passwordFile = join(dir, 'database-password')
    writeFileSync(passwordFile, 'first-secret\n', { mode: 0o600 })
    const hosts = [first, second].map(({ port }) => `127.0.0.1:${port}`).join(',')
    const env = {
      DATABASE_URL: `postgres://${ROLE}@${hosts}/${ROLE}?target_session_attrs=read-write`,
      DATABASE_PASSWORD_FILE: passwordFile,
    }
    return { database: { first, second }, env }
  }, play)
