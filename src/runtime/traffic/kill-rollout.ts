import { killSwitchPulled } from '../../core/access/access-events.ts'
import {
  type ChosenRollout,
  chooseRollout,
  type WantedRollout,
} from '../../core/change/rollout/choose-rollout.ts'
import type { Change, ChangeId } from '../../core/change/state/change.ts'
import { canonicalText } from '../../core/journal/canonical.ts'
import { isLatched } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { type Asked, askChange } from '../change/ask-change.ts'
import { fullName } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { closeAtOnce } from './close-at-once.ts'
import { latchTarget } from './kill-target.ts'
import { knock } from './knock.ts'
import { isClosed, untilClosed } from './until-closed.ts'

export type RolloutKill = {
  readonly wanted: WantedRollout
  readonly name: string
  readonly because: string
  /** Whom the caller names; a note, for who acts is the holder of the token. */
  readonly operator: string | null
  /** The caller's own. Null: every pull is one of its own. */
  readonly key: string | null
  readonly dedup: string
}

export type RolloutKilled =
  | {
      readonly killed: true
      readonly change: Change
      readonly already: boolean
      readonly asked: Asked
      /** By full name. `latched`: not released since. `settled`: every proxy has acknowledged that it is closed. */
      readonly targets: readonly ({ readonly name: string; readonly already: boolean } & Closed)[]
    }
  | { readonly killed: false; readonly because: 'key-reused' }
  | ({ readonly killed: false } & Omit<Extract<ChosenRollout, { chosen: null }>, 'chosen'>)

/**
 * The kill switch: closes and latches every target of a rollout, and has it rolled back. The latches do not wait for
 * the change, which may be stuck, and the change does not wait for the latches.
 */
export async function killRollout(runtime: Runtime, order: RolloutKill): Promise<RolloutKilled> {
  const { wanted, name, because, operator, dedup } = order
  const found = await wantedRollout(runtime, order)
  if (!('chosen' in found)) return { killed: false, ...found }
  const change = found.chosen
  const actor = { kind: 'person', name } as const
  const said = operator === null ? because : `${because} (operator ${operator})`
  const command = { command: 'kill', because: said } as const
  const before = await rowsOf(runtime, change)
  for (const row of ownedBy(change, before)) void closeAtOnce(runtime, row)
  await knock(runtime, change.id, { dedup, actor, command })
  const [asked] = await Promise.all([
    askChange(runtime, change.id, { dedup, actor, command }),
    ...ownedBy(change, before).map((row) => latchOrLog(runtime, { target: row.name, actor, because: said })),
  ])
  const settled = await untilSettled(runtime, change)
  const owned = ownedBy(change, before).filter(({ desired }) => !isLatched(desired.split))
  const targets = settled.map((target) => ({
    ...target,
    already: !owned.some(({ name }) => name === target.name),
  }))
  // Under a key that was used before, the change has answered already, also if the reason is put in other words now.
  const answered = asked.asked === 'answered' && asked.answer.accepted
  const nothingNew = found.again ? answered || asked.asked === 'conflict' : answered && asked.answer.already
  const already = nothingNew && targets.every((target) => target.already)
  if (!already)
    await journal(
      runtime,
      order,
      change.id,
      targets.map((target) => target.name),
      wanted,
    )
  return { killed: true, change, already, asked, targets }
}

type Found =
  | { readonly chosen: Change; readonly again: boolean }
  | { readonly because: 'key-reused' }
  | Omit<Extract<ChosenRollout, { chosen: null }>, 'chosen'>

/** The same key finds the same change again, whatever has become of it and whatever has begun since. */
async function wantedRollout(runtime: Runtime, { wanted, key }: RolloutKill): Promise<Found> {
  const { store, clock } = runtime
  const asked = canonicalText({ change: wanted.change ?? null, version: wanted.version ?? null })
  const before = key === null ? null : await store.killOrders.find(key)
  if (before !== null) return again(runtime, before.change, before.asked === asked)
  const chosen = await findRollout(runtime, wanted)
  if (chosen.chosen === null) return { because: chosen.because, open: chosen.open }
  const { chosen: change } = chosen
  if (key === null) return { chosen: change, again: false }
  const stands = await store.killOrders.remember(key, { change: change.id, asked }, clock.now())
  return stands.change === change.id
    ? { chosen: change, again: false }
    : again(runtime, stands.change, stands.asked === asked)
}

async function again({ store }: Runtime, id: ChangeId, same: boolean): Promise<Found> {
  if (!same) return { because: 'key-reused' }
  const loaded = await store.ticks.load(id)
  if (loaded === null) throw new Error(`${id} was killed and cannot be found`)
  return { chosen: loaded.change, again: true }
}

/** Which rollout is meant; changes nothing. */
export async function findRollout(runtime: Runtime, wanted: WantedRollout): Promise<ChosenRollout> {
  const [changes, targets] = await Promise.all([candidates(runtime, wanted), runtime.store.targets.list()])
  const latched = targets.filter(({ desired }) => isLatched(desired.split)).map(({ name }) => name)
  return chooseRollout(changes, wanted, new Set(latched))
}

/** More are open at once nowhere; and only the last that ended matters. */
const OPEN_MAX = 2_000
const ENDED_MAX = 20

async function candidates({ store }: Runtime, { change }: WantedRollout): Promise<readonly Change[]> {
  const { questions, ticks } = store
  const [named, open, ended] = await Promise.all([
    change === undefined ? null : ticks.load(change),
    questions.changes({ status: ['running', 'paused', 'rolling-back'], limit: OPEN_MAX }),
    questions.changes({ status: ['succeeded', 'rolled-back', 'failed'], limit: ENDED_MAX }),
  ])
  return [...(named === null ? [] : [named.change]), ...open.filter(({ id }) => id !== change), ...ended]
}

const namesOf = ({ runbook }: Change): readonly string[] =>
  runbook.targets.map((target) => fullName(runbook.environment, target))

async function rowsOf({ store }: Runtime, change: Change): Promise<readonly TargetRow[]> {
  const names = new Set(namesOf(change))
  return (await store.targets.list()).filter(({ name }) => names.has(name))
}

/** A latch on the others would stop somebody else. What it had before, its kill latches itself. */
const ownedBy = ({ id }: Change, rows: readonly TargetRow[]) => rows.filter(({ owner }) => owner === id)

/** One that cannot be latched keeps no other open; the answer says so, and the change goes on closing it. */
async function latchOrLog(runtime: Runtime, latch: Parameters<typeof latchTarget>[1]): Promise<void> {
  await latchTarget(runtime, latch).catch((error: unknown) => {
    runtime.log.error({ err: error, target: latch.target }, `${latch.target} could not be latched at once`)
  })
}

async function untilSettled(runtime: Runtime, change: Change) {
  const rows = await untilClosed(runtime, () => rowsOf(runtime, change))
  return rows.map((row) => ({ name: row.name, ...closed(row) }))
}

type Closed = { readonly latched: boolean; readonly settled: boolean }

const closed = (row: TargetRow): Closed => ({
  latched: isLatched(row.desired.split),
  settled: isClosed(row),
})

/** The switch itself, beside what happened to the change and to each target in their own streams. */
async function journal(
  { store, clock, log }: Runtime,
  { name, because, operator }: RolloutKill,
  change: ChangeId,
  targets: readonly string[],
  { version }: WantedRollout,
): Promise<void> {
  const data = { change, version: version ?? null, targets, because, operator }
  const entry = killSwitchPulled.happened(clock.now(), { kind: 'person', name } as const, data)
  log.warn({ ...data, by: name }, `the kill switch was pulled for ${change}`)
  await store.journal.append('access', [entry]).catch((error: unknown) => {
    // Done is done, and it stands in the streams of the change and its targets.
    log.error({ err: error, change }, 'a kill switch could not be journaled in access')
  })
}
