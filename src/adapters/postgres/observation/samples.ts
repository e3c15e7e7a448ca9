import { type Selectable, sql } from 'kysely'
import type { Millis } from '../../../core/time/instant.ts'
import type { Samples, TelemetrySecond } from '../../../ports/store/observation.ts'
import { plainText } from '../database/document.ts'
import { inPieces } from '../database/in-pieces.ts'
import type { Database } from '../database/pool.ts'
import type { Tables } from '../database/tables.ts'

export function createSamples(db: Database): Samples {
  return {
    add: (instance, batch, now) =>
      db.transaction().execute(async (tx) => {
        if (batch.length === 0) return
        for (let first = 0; first < batch.length; first += ROWS_A_STATEMENT)
          await tx
            .insertInto('sample')
            .values(batch.slice(first, first + ROWS_A_STATEMENT).map((second) => rowOf(instance, second)))
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        const seq = batch.reduce((most, second) => Math.max(most, second.seq), 0)
        const watermark = batch.reduce((latest, second) => Math.max(latest, second.at + SECOND), 0)
        await tx
          .insertInto('sample_cursor')
          .values({ instance, seq, watermark, seen_at: now })
          .onConflict((conflict) =>
            conflict.column('instance').doUpdateSet((row) => ({
              seq: row.fn('greatest', ['sample_cursor.seq', 'excluded.seq']),
              watermark: row.fn('greatest', ['sample_cursor.watermark', 'excluded.watermark']),
              seen_at: now,
            })),
          )
          .execute()
      }),

    async cursor(instance) {
      return (await cursorOf(db, instance))?.seq ?? 0
    },

    async watermark(instance) {
      return (await cursorOf(db, instance))?.watermark ?? null
    },

    async read(target, slot, from, to = Number.MAX_SAFE_INTEGER) {
      const rows = await db
        .selectFrom('sample')
        .selectAll()
        .where('target', '=', target)
        .where('slot', '=', slot)
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .orderBy('instance')
        .orderBy('seq')
        .execute()
      return rows.map(secondFrom)
    },

    prune: (before) =>
      inPieces((limit) =>
        sql`DELETE FROM sample WHERE ctid IN (
          SELECT ctid FROM sample WHERE at < ${before} ORDER BY at LIMIT ${limit})`.execute(db),
      ),
  }
}

const SECOND: Millis = 1_000

/** Postgres takes 65,535 parameters a statement; a row has 18. */
const ROWS_A_STATEMENT = 1_000

const cursorOf = (db: Database, instance: string) =>
  db
    .selectFrom('sample_cursor')
    .select(['seq', 'watermark'])
    .where('instance', '=', instance)
    .executeTakeFirst()

function rowOf(instance: string, { classes, latency, latencyFine, version, ...second }: TelemetrySecond) {
  const { seq, target, slot, reason, at, requests, path, segment, slice } = second
  return {
    instance,
    seq,
    target,
    slot,
    version: plainText(version),
    reason,
    path: path === undefined ? null : plainText(path),
    segment: segment === undefined ? null : plainText(segment),
    slice: slice ?? null,
    at,
    requests,
    ...classes,
    latency: [...latency],
    latency_fine: latencyFine === undefined ? null : [...latencyFine],
  }
}

function secondFrom(row: Selectable<Tables['sample']>): TelemetrySecond {
  const { seq, target, slot, version, reason, at, requests, ok, redirect, client, server, none } = row
  return {
    seq,
    target,
    slot,
    version,
    reason,
    at,
    requests,
    classes: { ok, redirect, client, server, none },
    latency: row.latency,
    ...(row.path === null ? {} : { path: row.path }),
    ...(row.segment === null ? {} : { segment: row.segment }),
    ...(row.slice === null ? {} : { slice: row.slice }),
    ...(row.latency_fine === null ? {} : { latencyFine: row.latency_fine }),
  }
}
