import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Executor } from '../../ports/executor.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { Runtime } from '../context/runtime.ts'
import { backoffMs, type LoopMember } from '../loop/loop.ts'
import { installationOf } from '../upkeep/enter-replicas.ts'
import { mayTakeOver, ownersSeen } from './orphans.ts'
import { isCommand, performEffect, STOPPED } from './perform-effect.ts'
import { stopBoundCall } from './run-bound-call.ts'

type Underway = {
  readonly row: EffectRow
  readonly stop: AbortController
  executor: Executor | null
  ended: Promise<void>
}

/**
 * Carries out effects. The row is the truth: it says `started` before anything is done, and only the server whose
 * fence it carries may finish it. What a turn orders here begins as soon as it is committed; what another server
 * ordered and did not begin is found by the next look. What an earlier start in this data directory had begun is ours
 * at once, for a directory has one live server; so is what was lost between the database and this process. To begin
 * returns as soon as the effect is under way, so that many long commands never stand before an undo. When this server
 * stops, commands run on; the next one adopts them.
 */
export function runEffects(runtime: Runtime): LoopMember {
  const { store, clock, log, bells, instance } = runtime
  const underway = new Map<string, Underway>()
  /** Between "started" in the database and being underway here: not lost, only on its way. */
  const starting = new Set<string>()
  const closing = new AbortController()

  const ownerOf = ownersSeen(runtime.places)

  const carryOut = (row: EffectRow, adopt: readonly string[] | null) => {
    if (closing.signal.aborted) return
    const effect: Underway = { row, stop: new AbortController(), executor: null, ended: Promise.resolve() }
    underway.set(row.id, effect)
    log.info(
      { change: row.change, effect: row.id, act: row.act.act },
      adopt === null ? 'an effect begins' : 'an effect is taken over',
    )
    effect.ended = conclude(effect, adopt).finally(() => {
      if (underway.get(row.id) === effect) underway.delete(row.id)
    })
  }

  const conclude = async (effect: Underway, adopt: readonly string[] | null) => {
    const { row, stop } = effect
    const onExecutor = (executor: Executor) => {
      effect.executor = executor
    }
    const outcome = await performEffect(runtime, row, { adopt, signal: stop.signal, onExecutor }).catch(
      (error: unknown): Outcome => {
        log.error({ change: row.change, effect: row.id, err: error }, 'an effect ended without saying how')
        return { outcome: 'unknown', reason: error instanceof Error ? error.message : String(error) }
      },
    )
    await finish(row, outcome)
  }

  /** Its outcome is known only here: the database may be away for long, and it is still told when it is back. */
  const finish = async (row: EffectRow, outcome: Outcome) => {
    for (let failures = 1; !closing.signal.aborted; failures++) {
      try {
        const counted = await store.effects.finish(row.id, row.fence, outcome, clock.now())
        log.info(
          { change: row.change, effect: row.id, counted, ...told(outcome) },
          `an effect ended: ${outcome.outcome}`,
        )
        bells.tick.ring()
        return
      } catch (error) {
        if (failures === 1)
          log.error(
            { change: row.change, effect: row.id, err: error },
            'the outcome of an effect could not be stored; trying on',
          )
        await clock.sleep(backoffMs(failures), closing.signal)
      }
    }
  }

  const begin = async (id: string) => {
    // It comes from its turn, and perhaps by a look at the same time.
    if (closing.signal.aborted || starting.has(id)) return
    starting.add(id)
    try {
      const row = await store.effects.start(id, instance, clock.now())
      if (row !== null) carryOut(row, null)
    } finally {
      starting.delete(id)
    }
  }

  const stopAsked = async () => {
    for (const row of await store.effects.toStop()) {
      const effect = underway.get(row.id)
      if (effect === undefined || effect.row.fence !== row.fence || effect.stop.signal.aborted) continue
      log.info({ change: row.change, effect: row.id }, 'an effect is told to stop')
      effect.stop.abort(STOPPED)
      if (effect.executor === null) continue
      stopBoundCall(effect.executor, row.key).catch((error: unknown) => {
        log.error({ change: row.change, effect: row.id, err: error }, 'an effect could not be stopped')
      })
    }
  }

  const adoptOrphans = async () => {
    const left = (await store.effects.unfinished()).filter(({ id }) => !underway.has(id) && !starting.has(id))
    if (left.length === 0) return
    const replicas = await store.replicas.all()
    const places = replicas.map(({ place }) => place)
    for (const row of left) {
      const now = clock.now()
      const begunBy = row.instance === null ? null : installationOf(row.instance)
      const owner = begunBy === installationOf(instance) ? 'ours' : ownerOf(begunBy, replicas, now)
      if (!mayTakeOver(row, owner, isCommand(runtime, row), now)) continue
      const taken = await store.effects.takeOver(row, instance, now)
      if (taken !== null) carryOut(taken, places)
    }
  }

  const noMore = store.effects.whenOrdered(begin)
  return {
    of: null,
    bell: bells.effects,
    round: async () => {
      await adoptOrphans()
      await stopAsked()
      for (const id of await store.effects.pending()) await begin(id)
      return undefined
    },
    stopping: () => closing.abort(),
    stopped: noMore,
  }
}

/** Evidence is for the change; the log gets what helps to see why something failed. */
function told(outcome: Outcome): object {
  return 'reason' in outcome ? { reason: outcome.reason.slice(0, 500) } : {}
}
