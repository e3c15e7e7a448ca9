import { type Actor, nameOf } from '../../../core/access/actor.ts'
import { planRegistered, planReviewed } from '../../../core/plan/plan-events.ts'
import type { NewPlan, PlanReview, Plans, PlanVersion, Reviewed } from '../../../ports/store/plans.ts'
import { document } from '../database/document.ts'
import type { Database, Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import { keepPlan } from './keep-plan.ts'

export function createPlans(db: Database): Plans {
  return {
    register: (plan) => db.transaction().execute((tx) => register(tx, plan)),
    review: (said) => db.transaction().execute((tx) => review(tx, said)),

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

const COLUMNS = [
  'name',
  'version',
  'plan_hash',
  'title',
  'actor',
  'plan_version.at',
  'review_every_ms',
  'reviewed',
] as const

const newestOf = (db: Database | Tx, name: string) =>
  db.selectFrom('plan_version').select(COLUMNS).where('name', '=', name).orderBy('version', 'desc')

/** The first registration holds the lock of the name until it is done; the second sees its result. */
async function register(tx: Tx, { name, title, text, reviewEveryMs = null, actor, now }: NewPlan) {
  await tx
    .insertInto('plan_name')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name }))
    .execute()
  const plan_hash = await keepPlan(tx, text, now)
  const newest = await newestOf(tx, name).limit(1).executeTakeFirst()
  if (newest?.plan_hash === plan_hash) return { already: true, plan: versionFrom(newest) }
  const row = {
    ...{ name, version: (newest?.version ?? 0) + 1, plan_hash, title, actor, at: now },
    ...{ review_every_ms: reviewEveryMs, reviewed: null },
  }
  await tx
    .insertInto('plan_version')
    .values({ ...row, actor: document(actor) })
    .execute()
  const data = { name, version: row.version, hash: plan_hash, title }
  await appendTo(tx, `plans/${name}`, [planRegistered.happened(now, actor, data)])
  return { already: false, plan: versionFrom(row) }
}

/** It holds the lock of the name, so that what is reviewed is the newest when it is written. */
async function review(tx: Tx, { name, because, actor, now }: PlanReview): Promise<PlanVersion | null> {
  await tx.selectFrom('plan_name').select('name').where('name', '=', name).forUpdate().execute()
  const newest = await newestOf(tx, name).limit(1).executeTakeFirst()
  if (newest === undefined) return null
  const { version, plan_hash: hash } = newest
  const reviewed: Reviewed = { by: nameOf(actor), at: now, because }
  await tx
    .updateTable('plan_version')
    .set({ reviewed: document(reviewed) })
    .where('name', '=', name)
    .where('version', '=', version)
    .execute()
  const event = planReviewed.happened(now, actor, { name, version, hash, because })
  await appendTo(tx, `plans/${name}`, [event])
  return versionFrom({ ...newest, reviewed })
}

type Row = {
  name: string
  version: number
  plan_hash: string
  title: string
  actor: Actor
  at: number
  review_every_ms: number | null
  reviewed: Reviewed | null
}

const versionFrom = ({
  name,
  version,
  plan_hash: hash,
  title,
  actor,
  at,
  review_every_ms: reviewEveryMs,
  reviewed,
}: Row): PlanVersion => ({
  name,
  version,
  hash,
  title,
  by: nameOf(actor),
  at,
  reviewEveryMs,
  reviewed,
})
