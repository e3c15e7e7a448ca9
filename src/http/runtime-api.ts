import type { Binding } from '../core/binding/binding.ts'
import { boundShapes } from '../core/binding/bound-shapes.ts'
import { checkPlan, compilePlan } from '../core/plan/plan.ts'
import { hashRunbook } from '../core/runbook/hash.ts'
import { formatInstant } from '../core/time/instant.ts'
import { eventsOf } from '../read/journal/follow-events.ts'
import { readerOf } from '../read/reader.ts'
import { viewPlan } from '../read/records/plan-view.ts'
import { viewServer } from '../read/records/server-view.ts'
import { seriesReader } from '../read/series/series.ts'
import type { Access } from '../runtime/access/access.ts'
import { askChange } from '../runtime/change/ask-change.ts'
import { openChange } from '../runtime/change/open-change.ts'
import { registerPlan } from '../runtime/change/register-plan.ts'
import type { Runtime } from '../runtime/context/runtime.ts'
import { rollbackFlag } from '../runtime/flags/rollback-flag.ts'
import type { FlagSets } from '../runtime/flags/serve-flags.ts'
import { setFlag } from '../runtime/flags/set-flag.ts'
import type { Loops } from '../runtime/loop/loops.ts'
import { measureBy } from '../runtime/signals/measure.ts'
import { findRollout, killRollout } from '../runtime/traffic/kill-rollout.ts'
import { killTarget } from '../runtime/traffic/kill-target.ts'
import { releaseTarget } from '../runtime/traffic/release-target.ts'
import { readinessOf } from '../runtime/upkeep/readiness.ts'
import type { Api, FlagAnswer, FlagOrder, Opened, OpenOrder } from './api/api.ts'
import { compiledPlan } from './api/plans/plan-to-open.ts'

export type Surroundings = {
  readonly binding: Binding
  readonly access: Access
  readonly flagSets: FlagSets
  readonly loops: Loops
}

/** The house behind the surface. */
export function runtimeApi(runtime: Runtime, { binding, access, flagSets, loops }: Surroundings): Api {
  const { store, clock, instance } = runtime
  const startedAt = clock.now()
  const read = readerOf(store, clock, boundShapes(binding))
  const ready = readinessOf(runtime)
  return {
    read,
    series: seriesReader(store, clock, measureBy(runtime.reach), boundShapes(binding)),
    events: eventsOf(store, (round) => loops.start('follow-journal', [{ of: null, round }])),
    access,
    now: () => clock.now(),
    environments: () => Object.keys(binding.environments),
    ready: async () => {
      const readiness = await ready()
      return readiness.ready ? { ready: true, at: formatInstant(clock.now()) } : readiness
    },
    server: () => viewServer({ instance, startedAt, loops: loops.all() }, clock.now()),
    registerPlan: async (order) => {
      const registered = await registerPlan(runtime, binding, order)
      return registered.registered ? { ...registered, plan: viewPlan(registered.plan) } : registered
    },
    checkPlan: ({ text, file, inputs, pace }) => {
      if (inputs === null) return checkPlan(text, file, binding)
      const compiled = compilePlan(text, file, { inputs, pace, binding })
      return 'findings' in compiled ? compiled.findings : compiled.warnings
    },
    open: (order) => open(runtime, binding, read.change, order),
    edit: async (change, { dedup, actor, revision, ...order }) => {
      const compiled = await compiledPlan(runtime, binding, actor, order)
      if ('because' in compiled) return compiled
      const command = { command: 'edit', runbook: compiled.runbook, revision } as const
      return askChange(runtime, change, { dedup, actor, command })
    },
    ask: (change, order) => askChange(runtime, change, order),
    kill: (order) => killTarget(runtime, order),
    killRollout: (order) => killRollout(runtime, order),
    findRollout: (wanted) => findRollout(runtime, wanted),
    release: (order) => releaseTarget(runtime, order),
    setFlag: async (order) => seen(flagSets, flagAnswer(await setFlag(runtime, { ...order, lock: false }))),
    rollbackFlag: async (order) => seen(flagSets, flagAnswer(await rollbackFlag(runtime, order))),
    flagSet: (environment, target) => flagSets.of(environment, target),
    lockFlag: (order) => turnLock(runtime, 'lock', order),
    unlockFlag: (order) => turnLock(runtime, 'unlock', order),
  }
}

async function open(
  runtime: Runtime,
  binding: Binding,
  view: Api['read']['change'],
  order: OpenOrder,
): Promise<Opened> {
  const { dedup, actor } = order
  const compiled = await compiledPlan(runtime, binding, actor, order)
  if ('because' in compiled) return { opened: false, ...compiled }
  const { text, runbook, warnings } = compiled
  const { change } = await openChange(runtime, {
    prefix: 'CHG',
    runbook,
    planText: text,
    requester: actor,
    dedup,
  })
  if (hashRunbook(change.runbook) !== hashRunbook(runbook))
    return { opened: false, because: 'key-reused', id: change.id }
  const shown = await view(change.id)
  if (shown === null) throw new Error(`${change.id} was made and cannot be read`)
  return { opened: true, view: shown, warnings }
}

/** Whoever wrote a flag here and evaluates it here gets what they wrote. */
async function seen(flagSets: FlagSets, answer: FlagAnswer): Promise<FlagAnswer> {
  // It is written; should the database have gone away since, the sets see it when it is back, and say so in the log.
  await flagSets.refresh().catch(() => undefined)
  return answer
}

function flagAnswer(answer: Awaited<ReturnType<typeof setFlag | typeof rollbackFlag>>): FlagAnswer {
  if (!answer.set)
    return 'unknown' in answer
      ? { done: false, because: `unknown-${answer.unknown}` }
      : { done: false, because: 'locked', lockedBy: answer.lockedBy, reason: answer.because }
  if ('untold' in answer) return { done: false, because: 'push-failed', reason: answer.untold }
  return { done: true, already: answer.already }
}

/** A lock concerns only who may set the flag here; no flag service is told. */
async function turnLock(
  { store, clock }: Runtime,
  turn: 'lock' | 'unlock',
  { environment, target, flag, actor, because }: FlagOrder,
): Promise<FlagAnswer> {
  const known = await store.flags.list(environment)
  if (!known.some((row) => row.target === target && row.flag === flag))
    return { done: false, because: 'unknown-flag' }
  const { already } = await store.flags[turn](environment, target, flag, actor, because, clock.now())
  return { done: true, already }
}
