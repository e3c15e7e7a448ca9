import { isTerminal } from '../../core/change/change.ts'
import type { Turn } from '../../ports/store/ticks.ts'
import { columnsOf } from './change-row.ts'
import { document } from './document.ts'
import { addNotices } from './notices.ts'
import { carryOut } from './orders.ts'
import type { Tx } from './pool.ts'
import type { Queue } from './queue.ts'
import type { Runbooks } from './runbooks.ts'
import { appendTo } from './streams.ts'
import type { Read } from './tick-load.ts'

export { FreshLookNeeded } from './orders.ts'

export async function saveTurn(
  tx: Tx,
  queue: Queue,
  runbooks: Runbooks,
  read: Read,
  turn: Turn,
): Promise<void> {
  await appendTo(tx, `change/${turn.change.id}`, turn.entries)
  await saveChange(tx, runbooks, read, turn)
  await carryOut(tx, queue, read, turn)
  await saveAnswers(tx, turn)
  await addNotices(tx, turn.notices)
  await useUp(tx, read)
  await saveWake(tx, read, turn)
}

async function saveChange(
  tx: Tx,
  runbooks: Runbooks,
  { loaded, runbookHash }: Read,
  { change }: Turn,
): Promise<void> {
  if (change === loaded.change) return
  const same = change.runbook === loaded.change.runbook
  const runbook_hash = same ? runbookHash : await runbooks.keep(tx, change.runbook)
  await tx
    .updateTable('change')
    .set({ ...columnsOf(change), runbook_hash })
    .where('id', '=', change.id)
    .execute()
}

async function saveAnswers(tx: Tx, { change, answers }: Turn): Promise<void> {
  for (const { dedup, answer } of answers)
    await tx
      .updateTable('inbox')
      .set({ answer: document(answer) })
      .where('change_id', '=', change.id)
      .where('dedup', '=', dedup)
      .where('answer', 'is', null)
      .execute()
}

async function useUp(tx: Tx, { nudges, answered }: Read): Promise<void> {
  if (nudges.length > 0) await tx.deleteFrom('nudge').where('id', 'in', nudges).execute()
  if (answered.length > 0)
    await tx.updateTable('effect').set({ answered: true }).where('id', 'in', answered).execute()
}

async function saveWake(tx: Tx, { loaded }: Read, { change, wakeAt }: Turn): Promise<void> {
  await tx
    .updateTable('wake')
    .set({
      due_at: isTerminal(change) ? null : wakeAt,
      last_at: loaded.now,
      errors: 0,
      retry_at: 0,
      stuck_since: null,
      because: null,
    })
    .where('change_id', '=', change.id)
    .execute()
}
