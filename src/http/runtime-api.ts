import type { Binding } from '../core/plan/binding/binding.ts'
import { compilePlan } from '../core/plan/plan.ts'
import { hashRunbook } from '../core/runbook/hash.ts'
import { formatInstant } from '../core/time/instant.ts'
import { readerOf } from '../read/reader.ts'
import { askChange } from '../runtime/ask-change.ts'
import { killTarget } from '../runtime/kill-target.ts'
import { openChange } from '../runtime/open-change.ts'
import { releaseTarget } from '../runtime/release-target.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { setFlag } from '../runtime/set-flag.ts'
import type { Api, FlagAnswer, FlagOrder, Opened, OpenOrder } from './api.ts'
import { hashToken } from './first-token.ts'

/** The house behind the surface. */
export function runtimeApi(runtime: Runtime, binding: Binding): Api {
  const { store, clock } = runtime
  const read = readerOf(store, clock)
  return {
    read,
    who: (token) => store.tokens.find(hashToken(token), clock.now()),
    ready: async () => {
      try {
        await store.ticks.nextDue()
        return { ready: true, at: formatInstant(clock.now()) }
      } catch {
        return { ready: false, because: 'the database does not answer' }
      }
    },
    open: (order) => open(runtime, binding, read.change, order),
    ask: (change, order) => askChange(runtime, change, order),
    kill: (order) => killTarget(runtime, order),
    release: (order) => releaseTarget(runtime, order),
    setFlag: async (order) => flagAnswer(await setFlag(runtime, { ...order, lock: false })),
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
  const { plan, file, inputs, pace, dedup, actor } = order
  const compiled = compilePlan(plan, file, { inputs, pace, binding })
  if ('findings' in compiled) return { opened: false, because: 'findings', findings: compiled.findings }
  const { runbook, warnings } = compiled
  const { change } = await openChange(runtime, {
    prefix: 'CHG',
    runbook,
    planText: plan,
    requester: actor,
    dedup,
  })
  if (hashRunbook(change.runbook) !== hashRunbook(runbook))
    return { opened: false, because: 'key-reused', id: change.id }
  const shown = await view(change.id)
  if (shown === null) throw new Error(`${change.id} was made and cannot be read`)
  return { opened: true, view: shown, warnings }
}

function flagAnswer(answer: Awaited<ReturnType<typeof setFlag>>): FlagAnswer {
  if (!answer.set)
    return 'unknown' in answer
      ? { done: false, because: 'unknown-target' }
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
