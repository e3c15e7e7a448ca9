import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Actor } from '../../../core/access/actor.ts'
import type { Command } from '../../../core/change/commands/command.ts'
import type { EffectRef, Outcome } from '../../../core/change/outside/observations.ts'
import type { Found } from '../../../core/change/state/baseline.ts'
import type { Status } from '../../../core/change/state/change.ts'
import type { FlagDefinition } from '../../../core/flag/definition/definition.ts'
import type { OwedTask } from '../../../core/follow-up/owed-task.ts'
import type { TaskEvidence } from '../../../core/follow-up/task-evidence.ts'
import type { Checkpoint, Resumption } from '../../../core/journal/entry.ts'
import type { Judged } from '../../../core/judge/verdict.ts'
import type { StoredNotice } from '../../../core/notice/stored-notice.ts'
import type { Probe } from '../../../core/probe/probe.ts'
import type { Act, Runbook, Scalar } from '../../../core/runbook/runbook.ts'
import type { TrafficConflict } from '../../../core/traffic/conflict.ts'
import type { Desired, Side, Slot, Split } from '../../../core/traffic/desired.ts'
import type { Restriction } from '../../../core/traffic/mode.ts'
import type { TelemetrySecond } from '../../../ports/store/observation.ts'
import type { Reviewed } from '../../../ports/store/plans.ts'
import type { ModeSet } from '../../../ports/store/targets.ts'
import type { CommandAnswer } from '../../../ports/store/ticks.ts'

/** A column of type json: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>

/** The tables as the migrations make them; what each is for is said there. */
export type Tables = {
  journal: {
    stream: string
    seq: number
    at: number
    actor: Json<Actor>
    type: string
    version: number
    data: Json<unknown>
    previous: string
    hash: string
    position: GeneratedAlways<number>
  }
  checkpoint: {
    n: number
    at: number
    previous: string
    heads: Json<Checkpoint['heads']>
    root: string
    hash: string
    signature: string
    key: string
    resumes: Json<Resumption | null> | null
  }
  stream: { name: string; seq: number; hash: string; checkpointed: Generated<number> }
  plan: { hash: string; text: string; at: number }
  plan_name: { name: string }
  plan_version: {
    name: string
    version: number
    plan_hash: string
    title: string
    actor: Json<Actor>
    at: number
    review_every_ms: number | null
    reviewed: Json<Reviewed> | null
  }
  runbook: { hash: string; body: Json<Runbook> }
  counter: { prefix: string; year: number; last: number }
  change: {
    number: GeneratedAlways<number>
    id: string
    dedup: string
    status: Status
    revision: number
    state: Json<ChangeState>
    runbook_hash: string
    plan_hash: string
    targets: string[]
    waits_for: string[]
    engine: number
    verifying: Generated<boolean>
    drill_of: string | null
    drill_rollback: string | null
  }
  attachment: {
    change_id: string
    sha256: string
    bytes: number
    content: Buffer
    actor: Json<Actor>
    at: number
  }
  wake: {
    change_id: string
    due_at: number | null
    last_at: number
    errors: Generated<number>
    retry_at: Generated<number>
    stuck_since: number | null
    because: string | null
  }
  nudge: { id: GeneratedAlways<number>; change_id: string; at: number }
  inbox: {
    id: GeneratedAlways<number>
    change_id: string
    dedup: string
    actor: Json<Actor>
    command: Json<Command>
    at: number
    answer: Json<CommandAnswer | null> | null
  }
  target: {
    name: string
    generation: number
    stable: Side
    split: Json<Split>
    changed_at: number
    reported_at: Generated<number>
    conflict: ColumnType<TrafficConflict | null, string | null, string | null>
    swapped_under: string | null
    known_since: number | null
    mode: ColumnType<Restriction | null, string | null, string | null>
    mode_set: ColumnType<ModeSet | null, string | null, string | null>
  }
  proxy_state: {
    target: string
    instance: string
    has: ColumnType<Desired | null, string | null, string | null>
    seen_at: number | null
    because: string | null
    writes: number | null
  }
  dismissed_proxy: { target: string; instance: string; by: Json<Actor>; because: string; at: number }
  claim: { target: string; change_id: string; at: number }
  effect: EffectTable
  judge: {
    change_id: string
    key: string
    began_at: number
    watermark: number
    state: Json<unknown>
    judged: Json<Judged>
  }
  sample: SampleTable
  sample_cursor: { instance: string; seq: number; watermark: number; seen_at: number }
  flag: FlagKey & {
    value: ColumnType<Scalar | null, string | null, string | null>
    definition: ColumnType<FlagDefinition | null, string | null | undefined, string | null>
    lock: ColumnType<FlagLock | null, string | null, string | null>
    version: number
    at: number
  }
  flag_history: FlagKey & {
    version: number
    value: ColumnType<Scalar | null, string | null, string | null>
    definition: ColumnType<FlagDefinition | null, string | null | undefined, string | null>
    actor: Json<Actor>
    because: string
    at: number
  }
  notice: {
    id: string
    body: Json<StoredNotice>
    format: number
    status: 'pending' | 'delivered' | 'given-up'
    attempts: Generated<number>
    next_at: number
    because: string | null
    ended_at: number | null
  }
  baseline: {
    environment: string
    name: string
    found: Json<readonly Found[]>
    change_id: string
    at: number
  }
  follow_up: {
    change_id: string
    task: string
    title: string
    environment: string
    change_title: string
    owner: string
    owner_as: string | null
    since: number
    remind_at: number
    due_at: number
    told: OwedTask['told']
    tell_at: number | null
    done: ColumnType<OwedTask['done'], string | null, string | null>
    evidence: ColumnType<Omit<TaskEvidence, 'lookAt'> | null, string | null, string | null>
    look_at: number | null
  }
  probe: {
    change_id: string
    target: string
    environment: string
    side: Side
    began_at: number
    probes: Json<readonly Probe[]>
    state: Json<unknown>
    revision: number
  }
  replica: { id: GeneratedAlways<number>; installation: string; place: string; entered_at: number }
  token: TokenTable
  kill_order: { key: string; change_id: string; asked: string; at: number }
  login_code: { hash: string; token_id: string; expires_at: number }
  session: { hash: string; token_id: string; created_at: number; expires_at: number }
}

/** A change as its row keeps it: the runbook is elsewhere, for it is large and never changes. */
export type ChangeState = { readonly status: Status; readonly [field: string]: unknown }

export type FlagLock = {
  readonly actor: Actor
  readonly because: string
  readonly since: number
  /** The lock of an earlier change that this one took the place of: a rollback puts it back. */
  readonly replaced?: Omit<FlagLock, 'replaced'>
}

type FlagKey = { environment: string; target: string; flag: string }

type EffectTable = {
  id: string
  change_id: string
  item: string
  direction: EffectRef['direction']
  attempt: number
  environment: string
  act: Json<Act>
  time_limit_ms: number
  repeatable: boolean
  status: 'pending' | 'started' | 'done' | 'failed' | 'in-doubt' | 'cancelled'
  fence: Generated<number>
  instance: string | null
  stop_requested: Generated<boolean>
  outcome: ColumnType<Outcome | null, string | null, string | null>
  answered: Generated<boolean>
  created_at: number
  started_at: number | null
  taken_at: number | null
  /** Null where a server of an earlier version wrote it: its id. */
  key: string | null
  finished_at: number | null
}

type TokenTable = {
  hash: string
  id: string
  name: string
  roles: string[]
  created_by: string
  created_at: number
  expires_at: number
  last_used_at: ColumnType<number | null, number | null | undefined, number | null>
  revoked_at: ColumnType<number | null, number | null | undefined, number | null>
  revoked_by: ColumnType<string | null, string | null | undefined, string | null>
}

type SampleTable = {
  instance: string
  seq: number
  target: string
  slot: Slot
  version: string
  reason: TelemetrySecond['reason']
  path: string | null
  segment: string | null
  slice: number | null
  at: number
  requests: number
  ok: number
  redirect: number
  client: number
  server: number
  none: number
  latency: number[]
  latency_fine: number[] | null
}
