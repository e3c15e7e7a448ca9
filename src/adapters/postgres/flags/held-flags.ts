import { sql } from 'kysely'
import { nameOf } from '../../../core/access/actor.ts'
import { isTerminal } from '../../../core/change/state/change.ts'
import type { FlagContent } from '../../../core/flag/definition/definition.ts'
import type { HeldFlag, LockingChange } from '../../../core/flag/lock/held-flag.ts'
import type { Database, Tx } from '../database/pool.ts'
import type { FlagLock } from '../database/tables.ts'

/** The locked flags of these targets of an environment, each with who holds it. */
export async function heldFlags(
  db: Database | Tx,
  environment: string,
  targets: readonly string[],
): Promise<readonly HeldFlag[]> {
  if (targets.length === 0) return []
  const rows = await db
    .selectFrom('flag')
    .select(['target', 'flag', 'value', 'definition', 'lock'])
    .where('environment', '=', environment)
    .where('target', 'in', [...targets])
    .where('lock', 'is not', null)
    .orderBy('target')
    .orderBy('flag')
    .execute()
  const known = new Map<string, LockingChange | null>()
  const held: HeldFlag[] = []
  for (const { target, flag, value, definition, lock } of rows) {
    if (lock === null) continue
    const by = nameOf(lock.actor)
    // A change mostly locks several flags, and is looked up once.
    const holder = `${lock.actor.kind} ${by}`
    if (!known.has(holder)) known.set(holder, await lockingChange(db, lock))
    const content: FlagContent | null = definition ?? value
    const { because, since } = lock
    held.push({ target, flag, content, lock: { by, because, since, change: known.get(holder) ?? null } })
  }
  return held
}

/** The change that holds a lock, by what the table of changes says of it today; null when a person holds it. */
export async function lockingChange(
  db: Database | Tx,
  { actor }: Pick<FlagLock, 'actor'>,
): Promise<LockingChange | null> {
  if (actor.kind !== 'change') return null
  const found = await changeRow(db, actor.id)
  return found === undefined
    ? { id: actor.id, plan: null, over: false }
    : { id: actor.id, plan: found.plan, over: isTerminal(found) }
}

/** The name of the plan that a change runs; null when there is no such change. */
export async function planOf(db: Database | Tx, id: string): Promise<string | null> {
  return (await changeRow(db, id))?.plan ?? null
}

const changeRow = (db: Database | Tx, id: string) =>
  db
    .selectFrom('change')
    .innerJoin('runbook', 'runbook.hash', 'change.runbook_hash')
    .select(['change.status', sql<string>`runbook.body->>'plan'`.as('plan')])
    .where('change.id', '=', id)
    .executeTakeFirst()
