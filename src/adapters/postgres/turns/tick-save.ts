import { type RawBuilder, sql } from 'kysely'
import { isMeasuredBeside } from '../../../core/change/beside/measured.ts'
import { isTerminal } from '../../../core/change/state/change.ts'
import { sealAll } from '../../../core/journal/chain.ts'
import type { Turn } from '../../../ports/store/ticks.ts'
import { columnsOf } from '../changes/change-row.ts'
import type { Runbooks } from '../changes/runbooks.ts'
import { document } from '../database/document.ts'
import type { Tx } from '../database/pool.ts'
import { added } from '../journal/streams.ts'
import { addNotices } from '../notices/notices.ts'
import { askedFrom } from '../probes/probes.ts'
import { carryOut } from './orders.ts'
import type { Read } from './tick-load.ts'

export { FreshLookNeeded } from './orders.ts'

export async function saveTurn(tx: Tx, runbooks: Runbooks, read: Read, turn: Turn): Promise<void> {
  await carryOut(tx, read, turn)
  await addNotices(tx, turn.notices)
  const saved = await changed(tx, runbooks, read, turn)
  const asked = askedFrom(read.loaded.change, turn.change)
  const parts = [saved, ...asked, journaled(read, turn), answered(turn), heard(read), nudged(read)]
  await saveWake(
    tx,
    read,
    turn,
    parts.filter((part) => part !== null),
  )
}

type Part = RawBuilder<unknown>

/**
 * The end of every turn: when to look again. What else has become of it goes along in the same word to the database.
 */
async function saveWake(tx: Tx, { loaded }: Read, { change, wakeAt }: Turn, parts: readonly Part[]) {
  const also = parts.length === 0 ? sql`` : sql`WITH ${sql.join(parts)}`
  // What has ended is due no more, but for what is measured beside it.
  const dueAt = isTerminal(change) && !isMeasuredBeside(change) ? null : wakeAt
  await sql`${also}
    UPDATE wake SET due_at = ${dueAt}::int8, last_at = ${loaded.now}::int8, errors = 0, retry_at = 0,
      stuck_since = NULL, because = NULL
    WHERE change_id = ${change.id}`.execute(tx)
}

async function changed(
  tx: Tx,
  runbooks: Runbooks,
  { loaded, runbookHash }: Read,
  { change }: Turn,
): Promise<Part | null> {
  if (change === loaded.change) return null
  const same = change.runbook === loaded.change.runbook
  const hash = same ? runbookHash : await runbooks.keep(tx, change.runbook)
  const { status, revision, state, targets, waits_for, engine, verifying } = columnsOf(change)
  return sql`changed AS (
    UPDATE change SET status = ${status}, revision = ${revision}::int4, state = ${state}::json,
      targets = ${targets}::text[], waits_for = ${waits_for}::text[], engine = ${engine}::int4, verifying = ${verifying}::bool,
      runbook_hash = ${hash}
    WHERE id = ${change.id})`
}

function journaled({ head }: Read, { change, entries }: Turn): Part | null {
  return entries.length === 0 ? null : added(sealAll(head, `change/${change.id}`, entries))
}

function answered({ change, answers }: Turn): Part | null {
  if (answers.length === 0) return null
  return sql`answered AS (
    UPDATE inbox i SET answer = a.answer FROM json_to_recordset(${document(answers)}::json) AS a(dedup text, answer json)
    WHERE i.change_id = ${change.id} AND i.dedup = a.dedup AND i.answer IS NULL)`
}

function heard({ answered }: Read): Part | null {
  if (answered.length === 0) return null
  return sql`heard AS (UPDATE effect SET answered = true WHERE id = ANY(${[...answered]}::text[]))`
}

function nudged({ nudges }: Read): Part | null {
  if (nudges.length === 0) return null
  return sql`nudged AS (DELETE FROM nudge WHERE id = ANY(${[...nudges]}::int8[]))`
}
