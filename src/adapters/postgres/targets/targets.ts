import { type Actor, ENGINE, nameOf } from '../../../core/access/actor.ts'
import type { Instant } from '../../../core/time/instant.ts'
import { adoptedLatch, decidedFor } from '../../../core/traffic/conflict.ts'
import { CLOSED, type Desired, isLatched, LATCHED, sameDesired } from '../../../core/traffic/desired.ts'
import { sameMode } from '../../../core/traffic/mode.ts'
import {
  conflictFound,
  latchAdopted,
  latchReason,
  proxyAdopted,
  proxyOverwritten,
  targetLatched,
  targetModeSet,
  targetNamed,
  targetReleased,
} from '../../../core/traffic/target-events.ts'
import type { Targets } from '../../../ports/store/targets.ts'
import { atMost } from '../database/at-most.ts'
import { document } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Database, Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import { dismissProxy } from './dismissed-proxies.ts'
import { saveReports } from './proxy-reports.ts'
import { readTargets, readTogether } from './read-targets.ts'
import { seenAgain } from './seen-again.ts'
import { type LockedTarget, lockTargets, setDesired, takeMode } from './target-row.ts'

/** Every target's proxies are reported by a loop of its own, and all of these begin with the server. */
const REPORTS_AT_ONCE = 6

export function createTargets(db: Database): Targets {
  const withTarget = <T>(name: string, act: (tx: Tx, target: LockedTarget) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (tx) => {
      const [target] = await lockTargets(tx, [name])
      if (target === undefined) throw new Error(`there is no target ${name}`)
      return act(tx, target)
    })
  const reporting = atMost(REPORTS_AT_ONCE)
  return {
    ensure: (names, now) =>
      db.transaction().execute(async (tx) => {
        for (const name of [...new Set(names)].sort()) await ensureTarget(tx, name, now)
      }),

    list: () => readTargets(db, null),
    get: readTogether((names) => readTargets(db, names)),

    report: (name, reports, now, askedAt) =>
      reporting(
        async () =>
          (await seenAgain(db, name, reports, now, askedAt)) ||
          (await withTarget(name, (tx, target) => saveReports(tx, target, reports, now, askedAt))),
      ),

    latch: (name, actor, because, now) =>
      withTarget(name, async (tx, target) => {
        const { owner, desired } = target
        if (isLatched(desired.split)) {
          await explain(tx, name, actor, because, now)
          return { owner, already: true }
        }
        await setDesired(tx, target, { stable: desired.stable, split: LATCHED }, now, (desired) =>
          targetLatched.happened(now, actor, { because, desired }),
        )
        if (owner !== null) await nudge(tx, [owner], now)
        return { owner, already: false }
      }),

    explainLatch: (name, actor, because, now) =>
      withTarget(name, (tx) => explain(tx, name, actor, because, now)),

    release: (name, actor, because, now) =>
      withTarget(name, async (tx, target) => {
        const { owner, desired } = target
        if (!isLatched(desired.split)) return { already: true }
        await setDesired(tx, target, { stable: desired.stable, split: CLOSED }, now, (desired) =>
          targetReleased.happened(now, actor, { because, desired }),
        )
        if (owner !== null) await nudge(tx, [owner], now)
        return { already: false }
      }),

    setMode: (name, mode, actor, because, now) =>
      withTarget(name, async (tx, target) => {
        const { owner, desired, modeBy } = target
        if (sameMode(mode, desired.mode)) {
          if (modeBy?.kind !== 'change') return { owner, already: true }
          await takeMode(tx, target, targetModeSet.happened(now, actor, { mode, because, desired }))
          if (owner !== null) await nudge(tx, [owner], now)
          return { owner, already: false }
        }
        const { stable, split } = desired
        await setDesired(tx, target, { stable, split, mode }, now, (desired) =>
          targetModeSet.happened(now, actor, { mode, because, desired }),
        )
        if (owner !== null) await nudge(tx, [owner], now)
        return { owner, already: false }
      }),

    adoptLatch: (name, has, now) =>
      withTarget(name, async (tx, target) => {
        const { owner, desired } = target
        // Somebody has stored meanwhile what the proxy was told beside it.
        if (sameDesired(desired, has)) return { owner }
        if (isLatched(desired.split) && desired.generation > has.generation) return { owner }
        await setDesired(tx, target, adoptedLatch(desired, has), now, (desired) =>
          latchAdopted.happened(now, ENGINE, { proxyGeneration: has.generation, desired }),
        )
        if (owner !== null) await nudge(tx, [owner], now)
        return { owner }
      }),

    conflict: (name, proxy, has, now) =>
      withTarget(name, async (tx, { conflict, desired, owner }) => {
        if (conflict !== null) return false
        const found = document({ proxy, has, since: now })
        await tx.updateTable('target').set({ conflict: found }).where('name', '=', name).execute()
        await appendTo(tx, `target/${name}`, [conflictFound.happened(now, ENGINE, { proxy, has, desired })])
        if (owner !== null) await nudge(tx, [owner], now)
        return true
      }),

    dismissProxy: (name, proxy, actor, because, now) =>
      withTarget(name, (tx, target) => dismissProxy(tx, target, { proxy, actor, because, now })),

    decide: (name, how, actor, because, now) =>
      withTarget(name, async (tx, target) => {
        const { conflict, owner } = target
        if (conflict === null) return null
        const event = how === 'adopt-proxy' ? proxyAdopted : proxyOverwritten
        const next = decidedFor(how, target.desired, await saidBy(tx, name, conflict.has))
        const desired = await setDesired(tx, target, next, now, (desired) =>
          event.happened(now, actor, { because, desired }),
        )
        if (owner !== null) await nudge(tx, [owner], now)
        return { desired, owner }
      }),
  }
}

/** Not once more what was said last: a person who kills again for want of an answer says the same. */
async function explain(tx: Tx, name: string, actor: Actor, because: string, now: Instant): Promise<void> {
  const last = await tx
    .selectFrom('journal')
    .select(['type', 'actor', 'data'])
    .where('stream', '=', `target/${name}`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last !== undefined && (last.type === targetLatched.type || last.type === latchReason.type)) {
    const said = (last.data as { readonly because?: unknown }).because
    if (said === because && nameOf(last.actor) === nameOf(actor)) return
  }
  await appendTo(tx, `target/${name}`, [latchReason.happened(now, actor, { because })])
}

/** The newest word of every proxy, beside the one that the conflict was found by. */
async function saidBy(tx: Tx, name: string, found: Desired): Promise<readonly Desired[]> {
  const rows = await tx.selectFrom('proxy_state').select('has').where('target', '=', name).execute()
  return [found, ...rows.flatMap(({ has }) => (has === null ? [] : [has]))]
}

async function ensureTarget(tx: Tx, name: string, now: number): Promise<void> {
  const desired: Desired = { generation: 1, stable: 'blue', split: CLOSED }
  const made = await tx
    .insertInto('target')
    .values({ name, generation: 1, stable: 'blue', split: document(CLOSED), changed_at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('name')
    .executeTakeFirst()
  if (made === undefined) return
  await appendTo(tx, `target/${name}`, [targetNamed.happened(now, ENGINE, { desired })])
}
