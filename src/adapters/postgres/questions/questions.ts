import { sql } from 'kysely'
import type { Outcome } from '../../../core/change/outside/observations.ts'
import type { EffectShown, Questions } from '../../../ports/store/questions.ts'
import { historyOn } from '../changes/change-history.ts'
import { changeOf, changesFrom, ENGINE, stuckOnes } from '../changes/change-row.ts'
import { drillProof, drillsOf } from '../changes/drills.ts'
import type { Runbooks } from '../changes/runbooks.ts'
import type { Database } from '../database/pool.ts'
import { readStream } from '../journal/journal.ts'

export function createQuestions(db: Database, runbooks: Runbooks): Questions {
  return {
    async changes({ status, before, limit }) {
      if (status?.length === 0) return []
      let query = db
        .selectFrom('change')
        .select(['state', 'engine', 'runbook_hash'])
        // One that only a newer server reads does not keep the others from being listed.
        .where('engine', '<=', ENGINE)
        .orderBy('number', 'desc')
        .limit(limit)
      if (before !== undefined)
        query = query.where('number', '<', (one) =>
          one.selectFrom('change as older').select('older.number').where('older.id', '=', before),
        )
      if (status !== undefined) query = query.where('status', 'in', [...status])
      return changesFrom(db, runbooks, await query.execute())
    },

    async change(id) {
      const found = await changeOf(db, runbooks, id)
      return found === null ? null : { ...found, effects: await effectsOf(db, id) }
    },

    stuck: (ids) => stuckOnes(db, ids),
    history: (targets, asked) => historyOn(db, runbooks, targets, asked),

    async verifying(targets) {
      const rows = await db
        .selectFrom('change')
        .select(['state', 'engine', 'runbook_hash'])
        .where('verifying', '=', true)
        .where(sql<boolean>`targets && ${[...targets]}::text[]`)
        .where('engine', '<=', ENGINE)
        .orderBy('number', 'desc')
        .limit(20)
        .execute()
      return changesFrom(db, runbooks, rows)
    },

    drills: (filter) => drillsOf(db, runbooks, filter),
    drillProof: (plan, rollback) => drillProof(db, plan, rollback),

    journal: (id, after, limit) => readStream(db, `change/${id}`, after, limit),
  }
}

async function effectsOf(db: Database, id: string): Promise<EffectShown[]> {
  const rows = await db
    .selectFrom('effect')
    .select(['item', 'direction', 'attempt', 'status', 'outcome'])
    .where('change_id', '=', id)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ outcome, ...row }) => ({ ...row, output: outcome === null ? '' : outputOf(outcome) }))
}

/** Outcomes arrive bounded and redacted; the executor sees to that. */
function outputOf(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'done':
      return outcome.evidence
    case 'failed':
    case 'unknown':
      return outcome.output ?? outcome.reason
    case 'stopped':
      return ''
  }
}
