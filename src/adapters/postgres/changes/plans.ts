import { type Actor, nameOf } from '../../../core/access/actor.ts'
import { planRegistered } from '../../../core/plan/plan-events.ts'
import type { NewPlan, Plans, PlanVersion } from '../../../ports/store/plans.ts'
import { document } from '../database/document.ts'
import type { Database, Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import { keepPlan } from './keep-plan.ts'

export function createPlans(db: Database): Plans {
  return {
    register: (plan) => db.transaction().execute((tx) => register(tx, plan)),

    async list(after, limit) {
      const rows = await db
        .selectFrom('plan_version')
        .distinctOn('name')
        .selectAll()
        .where('name', '>', after)
        .orderBy('name')
        .orderBy('version', 'desc')
        .limit(limit)
        .execute()
      return rows.map(versionFrom)
    },

    versions: async (name, limit) => (await newestOf(db, name).limit(limit).execute()).map(versionFrom),

    async get(name, hash) {
      let query = newestOf(db, name).innerJoin('plan', 'plan.hash', 'plan_hash').select('text').limit(1)
      if (hash !== undefined) query = query.where('plan_hash', '=', hash)
      const row = await query.executeTakeFirst()
      return row === undefined ? null : { ...versionFrom(row), text: row.text }
    },
  }
}

const newestOf = (db: Database | Tx, name: string) =>
  db
    .selectFrom('plan_version')
    .select(['name', 'version', 'plan_hash', 'title', 'actor', 'plan_version.at'])
    .where('name', '=', name)
    .orderBy('version', 'desc')

/** The first registration holds the lock of the name until it is done; the second sees its result. */
async function register(tx: Tx, { name, title, text, actor, now }: NewPlan) {
  await tx
    .insertInto('plan_name')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name }))
    .execute()
  const plan_hash = await keepPlan(tx, text, now)
  const newest = await newestOf(tx, name).limit(1).executeTakeFirst()
  if (newest?.plan_hash === plan_hash) return { already: true, plan: versionFrom(newest) }
  const row = { name, version: (newest?.version ?? 0) + 1, plan_hash, title, actor, at: now }
  await tx
    .insertInto('plan_version')
    .values({ ...row, actor: document(actor) })
    .execute()
  const data = { name, version: row.version, hash: plan_hash, title }
  await appendTo(tx, `plans/${name}`, [planRegistered.happened(now, actor, data)])
  return { already: false, plan: versionFrom(row) }
}

type Row = { name: string; version: number; plan_hash: string; title: string; actor: Actor; at: number }

const versionFrom = ({ name, version, plan_hash: hash, title, actor, at }: Row): PlanVersion => ({
  name,
  version,
  hash,
  title,
  by: nameOf(actor),
  at,
})
