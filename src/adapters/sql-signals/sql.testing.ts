import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { parseBinding } from '../../core/binding/parse.ts'
import type { SqlSignalBinding } from '../../core/binding/signal-binding.ts'
import type { Metrics } from '../../ports/metrics.ts'
import { startEmbedded } from '../postgres/embedded/embedded.ts'
import { sqlMetrics } from './metrics.ts'

export const PASSWORD = 'hunter2hunter2'

/** A real Postgres with a shop in it, its owner, and a role that may only read. */
export async function shopUnderTest() {
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-sql-'))
  const embedded = await startEmbedded({ dir })
  const owner = new pg.Pool({ connectionString: embedded.url, max: 4 })
  owner.on('error', () => undefined)
  await owner.query(`
    create table requests (
      at timestamptz not null default clock_timestamp(),
      target text, side text, is_good boolean, took_ms int, path text not null default '/');
    create index on requests (target, side, at);
    create role reader login password '${PASSWORD}';
    grant select on requests to reader;
    grant pg_read_all_stats to reader`)
  const at = (role: string, port = new URL(embedded.url).port) => {
    const url = new URL(embedded.url)
    url.username = role
    url.password = PASSWORD
    url.port = String(port)
    return url.href
  }
  return {
    owner,
    ownerUrl: embedded.url,
    port: Number(new URL(embedded.url).port),
    /** The connection string of a role, all of which have the same password. */
    urlOf: (role: string, port?: number) => at(role, port === undefined ? undefined : String(port)),
    close: async () => {
      await owner.end()
      await embedded.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export type Shop = Awaited<ReturnType<typeof shopUnderTest>>

/** Signals as a person writes them, of the database `shop`. */
export function boundBy(written: Readonly<Record<string, string>>): Record<string, SqlSignalBinding> {
  const lines = Object.entries(written).map(([name, of]) => `      ${name}: ${of}`)
  const text = `environments:\n  staging:\n    databases: { shop: { url: 'secret:SHOP' } }\n    signals:\n${lines.join('\n')}\n`
  const parsed = parseBinding(text, 'cutwater.yaml')
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings))
  return (parsed.binding.environments.staging?.signals ?? {}) as Record<string, SqlSignalBinding>
}

export function metricsAt(
  url: string,
  signals: Record<string, SqlSignalBinding>,
  { now = Date.now, timeLimitMs = 2_000 }: { now?: () => number; timeLimitMs?: number } = {},
): Metrics {
  return sqlMetrics({
    name: 'the database shop of staging',
    database: { url: 'secret:SHOP', intervalMs: 1_000, lagMs: 100, timeLimitMs },
    environment: 'staging',
    targets: ['wix', ...Array.from({ length: 20 }, (_, i) => `wix-${i + 1}`)],
    signals,
    secrets: { get: () => url, redact: (text) => text.replaceAll(url, '[secret]') },
    clock: { now },
  })
}
