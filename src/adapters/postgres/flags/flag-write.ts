import { type Actor, nameOf } from '../../../core/access/actor.ts'
import { type FlagContent, isDefinition, sameContent } from '../../../core/flag/definition/definition.ts'
import { flagDefined, flagLocked, flagSet, flagUnlocked } from '../../../core/flag/events/flag-events.ts'
import { type LockMet, meetLock } from '../../../core/flag/lock/meet-lock.ts'
import type { EntryOf } from '../../../core/journal/streams.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { FlagSet, FlagWrite } from '../../../ports/store/flags.ts'
import { document, documentOrNull, plainText } from '../database/document.ts'
import type { Tx } from '../database/pool.ts'
import type { FlagLock } from '../database/tables.ts'
import { appendTo } from '../journal/streams.ts'
import type { FlagKey } from './flag-history.ts'
import { lockingChange, planOf } from './held-flags.ts'

export async function setFlag(tx: Tx, write: FlagWrite): Promise<FlagSet> {
  const { environment, target, flag, actor, because, now } = write
  const key = { environment, target, flag }
  const { content, lock, version } = await lockRow(tx, key, now)
  const same = sameContent(content, write.value)
  const met = lock === null ? null : await meet(tx, { content, lock }, write)
  if (lock !== null && met === 'refused' && !write.passLock)
    return { set: false, lockedBy: nameOf(lock.actor), because: lock.because }
  const newLock = lockAfter(lock, met, write)
  if (same && newLock === lock) return { set: true, already: true }
  const next = { content: write.value, lock: newLock, version: same ? version : version + 1 }
  await saveRow(tx, key, next, now)
  if (!same) await saveVersion(tx, key, next.version, write.value, actor, because, now)
  await appendTo(tx, `flags/${environment}`, [entryOf(write, content, newLock !== null)])
  return { set: true, already: false }
}

function entryOf(write: FlagWrite, was: FlagContent | null, locked: boolean): EntryOf<`flags/${string}`> {
  const { target, flag, value, actor, because, restores, now } = write
  const named = { target, flag }
  const more = { was, locked, because, ...(restores === undefined ? {} : { restored: restores }) }
  return isDefinition(value)
    ? flagDefined.happened(now, actor, { ...named, definition: value, ...more })
    : flagSet.happened(now, actor, { ...named, value, ...more })
}

export async function changeLock(
  tx: Tx,
  key: FlagKey,
  wanted: 'locked' | 'unlocked',
  actor: Actor,
  because: string,
  now: Instant,
): Promise<{ already: boolean }> {
  const row = await lockRow(tx, key, now)
  if ((row.lock !== null) === (wanted === 'locked')) return { already: true }
  const lock = wanted === 'locked' ? { actor, because, since: now } : null
  await saveRow(tx, key, { ...row, lock }, now)
  const event = wanted === 'locked' ? flagLocked : flagUnlocked
  const entry = event.happened(now, actor, { target: key.target, flag: key.flag, because })
  await appendTo(tx, `flags/${key.environment}`, [entry])
  return { already: false }
}

async function meet(
  tx: Tx,
  { content, lock }: { readonly content: FlagContent | null; readonly lock: FlagLock },
  { value, actor, replaces = [] }: FlagWrite,
): Promise<LockMet> {
  const lockedBy = await lockingChange(tx, lock)
  const change = actor.kind === 'change' ? { id: actor.id, plan: await planOf(tx, actor.id) } : null
  return meetLock({ content, lockedBy }, { value, change, replaces })
}

/**
 * A change that rolls back lifts its own lock together with its own value, and puts back the one that it had taken
 * the place of; a revert lifts those of the changes that it takes back; a lock of somebody else stays on.
 */
function lockAfter(lock: FlagLock | null, met: LockMet | null, write: FlagWrite): FlagLock | null {
  const own = { actor: write.actor, because: write.because, since: write.now }
  const takesBack = write.replaces !== undefined
  if (lock === null) return write.lock ? own : null
  switch (met) {
    case 'own':
      return write.lock || !(write.passLock || takesBack) ? lock : (lock.replaced ?? null)
    case 'replaces': {
      const { actor, because, since } = lock
      if (write.lock) return { ...own, replaced: { actor, because, since } }
      return takesBack ? null : lock
    }
    case 'stands':
    case 'refused':
    case null:
      return lock
  }
}

type Row = { readonly content: FlagContent | null; readonly lock: FlagLock | null; readonly version: number }

/** Makes an empty row first, so that two writers of a flag nobody has set yet take turns as well. */
async function lockRow(tx: Tx, key: FlagKey, now: Instant): Promise<Row> {
  await tx
    .insertInto('flag')
    .values({ ...key, value: null, lock: null, version: 0, at: now })
    .onConflict((conflict) => conflict.columns(['environment', 'target', 'flag']).doNothing())
    .execute()
  const { value, definition, ...row } = await tx
    .selectFrom('flag')
    .select(['value', 'definition', 'lock', 'version'])
    .where('environment', '=', key.environment)
    .where('target', '=', key.target)
    .where('flag', '=', key.flag)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { ...row, content: definition ?? value }
}

async function saveRow(tx: Tx, key: FlagKey, { content, lock, version }: Row, now: Instant): Promise<void> {
  await tx
    .updateTable('flag')
    .set({ ...columns(content), lock: documentOrNull(lock), version, at: now })
    .where('environment', '=', key.environment)
    .where('target', '=', key.target)
    .where('flag', '=', key.flag)
    .execute()
}

async function saveVersion(
  tx: Tx,
  key: FlagKey,
  version: number,
  content: FlagContent | null,
  actor: Actor,
  because: string,
  at: Instant,
): Promise<void> {
  const row = {
    ...key,
    version,
    ...columns(content),
    actor: document(actor),
    because: plainText(because),
    at,
  }
  await tx.insertInto('flag_history').values(row).execute()
}

const columns = (content: FlagContent | null) =>
  isDefinition(content)
    ? { value: null, definition: document(content) }
    : { value: documentOrNull(content), definition: null }
