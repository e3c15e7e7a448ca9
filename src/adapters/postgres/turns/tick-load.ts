import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../../core/access/actor.ts'
import type { Command } from '../../../core/change/commands/command.ts'
import { asksForDrill } from '../../../core/change/items/drill-item.ts'
import type { EffectRef, Outcome, TrafficObserved } from '../../../core/change/outside/observations.ts'
import type { Change, ChangeId } from '../../../core/change/state/change.ts'
import { isTerminal, runOf } from '../../../core/change/state/change.ts'
import { flagsToSet } from '../../../core/change/turn/flags-to-set.ts'
import type { HeldFlag } from '../../../core/flag/lock/held-flag.ts'
import { GENESIS } from '../../../core/journal/chain.ts'
import type { Judged } from '../../../core/judge/verdict.ts'
import { statesFrom } from '../../../core/probe/schema.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { Loaded } from '../../../ports/store/ticks.ts'
import { baselinesFor } from '../changes/baselines.ts'
import { historyOn } from '../changes/change-history.ts'
import { changesFrom, targetName } from '../changes/change-row.ts'
import { drilledFor } from '../changes/drills.ts'
import type { Runbooks } from '../changes/runbooks.ts'
import type { Tx } from '../database/pool.ts'
import type { ChangeState } from '../database/tables.ts'
import { heldFlags } from '../flags/held-flags.ts'
import { observedOf, type ProxyKnown, type TargetKnown } from '../targets/proxy-state.ts'
import { DESIRED } from '../targets/target-row.ts'

/** What a turn was decided from, and which rows it used up. */
export type Read = {
  readonly loaded: Loaded
  readonly runbookHash: string
  /** Where the change's own stream ends. */
  readonly head: { readonly seq: number; readonly hash: string }
  readonly nudges: readonly number[]
  readonly answered: readonly string[]
  /** As they were; a target that was moved since needs a fresh look. */
  readonly generations: ReadonlyMap<string, number>
}

export async function loadTurn(tx: Tx, runbooks: Runbooks, id: ChangeId, now: Instant): Promise<Read> {
  const [row] = await snapshots(tx, sql`(VALUES (${id}, ${now}::int8))`, HEAD)
  if (row === undefined) throw new Error(`${id} has a wake row and no change`)
  const [change] = (await changesFrom(tx, runbooks, [row])) as [Change]
  const heldBy = mayBeHeld(change, row) ? await otherOwners(tx, change, row) : []
  const read = readFrom(row, change, now, { heldBy, heldFlags: await locksOn(tx, change) })
  const history = await historyOf(tx, runbooks, change, row)
  const kept = await baselinesFor(tx, change)
  const drilled = await drilledFor(tx, change)
  if (history === null && kept === null && drilled === undefined) return read
  const observations = {
    ...read.loaded.observations,
    ...(history === null ? {} : { history }),
    ...(kept === null ? {} : { kept }),
    ...(drilled === undefined ? {} : { drilled }),
  }
  return { ...read, loaded: { ...read.loaded, observations } }
}

/** A revert that has not begun asks whether what it goes back to is still so. */
async function historyOf(
  tx: Tx,
  runbooks: Runbooks,
  change: Change,
  { targets }: Snapshot,
): Promise<readonly Change[] | null> {
  const { reverts } = change.runbook
  if (reverts === undefined || isTerminal(change) || runOf(change) !== null) return null
  return historyOn(tx, runbooks, targets, reverts.change)
}

/** Only those that hold all their targets, or need none any more: for them nobody else's claims have to be locked. */
export async function loadUnheldTurns(
  tx: Tx,
  runbooks: Runbooks,
  leases: readonly Lease[],
): Promise<readonly Read[]> {
  const ids = leases.map(({ id }) => id)
  const times = leases.map(({ now }) => now)
  const rows = await snapshots(tx, sql`unnest(${ids}::text[], ${times}::int8[])`, NO_HEAD)
  const changes = await changesFrom(tx, runbooks, rows)
  const nows = new Map(leases.map(({ id, now }) => [id, now]))
  return rows.flatMap((row, i) => {
    const change = changes[i] as Change
    const now = nows.get(change.id) as Instant
    // Whether a drill has ended meanwhile is asked in a tick of its own.
    if (asksForDrill(change)) return []
    // A step that a lock would refuse is one that would begin: something happens, and it is left to a tick of its own.
    return mayBeHeld(change, row) ? [] : [readFrom(row, change, now, { heldBy: [], heldFlags: [] })]
  })
}

/** A change whose wake row is locked, and what time it is for it. */
export type Lease = { readonly id: ChangeId; readonly now: Instant }

/** Locks on what the change has yet to set; one that sets nothing, or has set it, costs no question. */
async function locksOn(tx: Tx, change: Change): Promise<readonly HeldFlag[]> {
  const targets = flagsToSet(change).flatMap((act) => act.targets)
  return heldFlags(tx, change.runbook.environment, [...new Set(targets)])
}

type Held = { readonly heldBy: readonly ChangeId[]; readonly heldFlags: readonly HeldFlag[] }

function readFrom(row: Snapshot, change: Change, now: Instant, held: Held): Read {
  const known = new Map(row.known.map((target) => [target.name, target]))
  const traffic: Record<string, TrafficObserved> = {}
  for (const service of change.runbook.targets) {
    const target = known.get(targetName(change.runbook, service))
    if (target === undefined) continue
    const observed = observedOf(target, target.proxies)
    traffic[service] = isTaken(target.modeBy, change.id) ? { ...observed, modeTaken: true } : observed
  }
  const answers = row.answers.map(({ ref, outcome }) => ({ ref, ...outcome }))
  const probed = row.probed.map(({ state, ...of }) => ({ ...of, states: statesFrom(state) }))
  const observations = { ...held, traffic, judged: row.judged, probed, answers }
  return {
    loaded: { now, change, commands: row.commands, observations },
    runbookHash: row.runbook_hash,
    head: row.head ?? { seq: 0, hash: GENESIS },
    nudges: row.nudges,
    answered: row.answers.map((answer) => answer.id),
    generations: new Map(row.known.map(({ name, desired }) => [name, desired.generation])),
  }
}

/** The mode of a target is somebody else's word. */
const isTaken = (by: Actor | null, change: ChangeId): boolean =>
  by !== null && !(by.kind === 'change' && by.id === change)

type Snapshot = {
  readonly state: ChangeState
  readonly engine: number
  readonly runbook_hash: string
  readonly head: Read['head'] | null
  readonly targets: readonly string[]
  readonly nudges: readonly number[]
  readonly commands: readonly { dedup: string; actor: Actor; command: Command; at: Instant }[]
  readonly answers: readonly { id: string; ref: EffectRef; outcome: Outcome }[]
  readonly judged: readonly Judged[]
  readonly probed: readonly { target: string; from: Instant; state: unknown }[]
  readonly known: readonly (TargetKnown & {
    name: string
    modeBy: Actor | null
    owner: ChangeId | null
    proxies: readonly ProxyKnown[]
  })[]
}

/** Its lease is held, so no other transaction writes to its stream. A turn that writes nothing does not need it. */
const HEAD = sql`(SELECT json_build_object('seq', s.seq, 'hash', s.hash) FROM stream s WHERE s.name = 'change/' || c.id)`
const NO_HEAD = sql`NULL::json`

/**
 * One statement, so that all of it was true at one instant: when a nudge is seen, its news is seen too. The leases have
 * `id` and `now`.
 */
async function snapshots(
  tx: Tx,
  leases: RawBuilder<unknown>,
  head: RawBuilder<unknown>,
): Promise<Snapshot[]> {
  const { rows } = await sql<Snapshot>`
    SELECT c.state, c.engine, c.runbook_hash, c.targets, ${head} AS head,
      ARRAY(SELECT n.id FROM nudge n WHERE n.change_id = c.id AND n.at <= l.now)::int8[] AS nudges,
      (SELECT coalesce(json_agg(json_build_object(
          'dedup', i.dedup, 'actor', i.actor, 'command', i.command, 'at', i.at) ORDER BY i.id), '[]')
        FROM inbox i WHERE i.change_id = c.id AND i.answer IS NULL) AS commands,
      (SELECT coalesce(json_agg(json_build_object(
          'id', e.id, 'outcome', e.outcome,
          'ref', json_build_object('item', e.item, 'direction', e.direction, 'attempt', e.attempt))
          ORDER BY e.finished_at, e.id), '[]')
        FROM effect e WHERE e.change_id = c.id AND e.outcome IS NOT NULL AND NOT e.answered) AS answers,
      (SELECT coalesce(json_agg(j.judged ORDER BY j.key), '[]') FROM judge j WHERE j.change_id = c.id) AS judged,
      (SELECT coalesce(json_agg(json_build_object('target', q.target, 'from', q.began_at, 'state', q.state)), '[]')
        FROM probe q WHERE q.change_id = c.id) AS probed,
      (SELECT coalesce(json_agg(json_build_object(
          'name', t.name, 'owner', o.change_id,
          'desired', ${DESIRED}, 'modeBy', t.mode_set->'by',
          'proxies', (SELECT coalesce(json_agg(json_build_object(
              'has', p.has, 'because', p.because, 'writes', p.writes)), '[]')
            FROM proxy_state p WHERE p.target = t.name))), '[]')
        FROM target t LEFT JOIN claim o ON o.target = t.name WHERE t.name = ANY(c.targets)) AS known
    FROM ${leases} AS l(id, now) JOIN change c ON c.id = l.id`.execute(tx)
  return rows.map((row) => ({ ...row, nudges: row.nudges.map(Number) }))
}

const mayBeHeld = (change: Change, { targets, known }: Snapshot): boolean =>
  !isTerminal(change) && known.filter(({ owner }) => owner === change.id).length < targets.length

/**
 * Who else holds a target of this change. The claims are locked in shared mode until this tick ends: an owner that
 * lets go meanwhile waits for it, and then sees in the saved state that this change is waiting and has to be nudged.
 */
async function otherOwners(tx: Tx, change: Change, { targets }: Snapshot): Promise<ChangeId[]> {
  const claims = await tx
    .selectFrom('claim')
    .select('change_id')
    .where('target', 'in', [...targets])
    .where('change_id', '!=', change.id)
    .orderBy('target')
    .forShare()
    .execute()
  return [...new Set(claims.map((claim) => claim.change_id))]
}
