import { tasksOwed } from '../../follow-up/tasks-owed.ts'
import type { FollowUp } from '../../runbook/follow-up.ts'
import type { RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { CLOSED, type Desired, LATCHED, type Split } from '../../traffic/desired.ts'
import { asMode, sameMode, type TrafficMode } from '../../traffic/mode.ts'
import { type ChangeEvent, isOrdering, type OrderingEvent } from '../events/event.ts'
import { type ItemPlace, itemRef, itemsOf, listsOf, progressIn, readItemRef } from '../items/place.ts'
import {
  acceptItem,
  backItem,
  type EffectRef,
  INCIDENTS_ITEM,
  type Observations,
  weightItem,
} from '../outside/observations.ts'
import type { Order } from '../outside/order.ts'
import { openedAt } from '../phase/clock.ts'
import { backStepOf } from '../rollback/back-steps.ts'
import { lowerWeight, targetsAbove } from '../rollback/descent.ts'
import { stageOf } from '../rollout/rolling.ts'
import { type Change, runOf } from '../state/change.ts'
import { WEIGHT_FLAG_LIMIT_MS } from '../weight-flag/weight-flag.ts'

/** What the shell has to do because of an event. `change` is as it was before the event. */
export function ordersFor(change: Change, event: ChangeEvent): readonly Order[] {
  return isOrdering(event) ? ordered(change, event) : []
}

function ordered(change: Change, event: OrderingEvent): readonly Order[] {
  const { runbook } = change
  switch (event.type) {
    case 'window-opened':
      return [{ order: 'claim', targets: runbook.targets }]
    case 'superseding':
      return event.heldBy.map((id) => ({ order: 'supersede', change: id }))
    case 'step-started': {
      const step = effectStep(runbook, event.step)
      return [
        run(
          { item: step.id, direction: 'do', attempt: event.attempt },
          event.act,
          step.timeLimitMs,
          step.unknown.ask === 'repeat',
        ),
      ]
    }
    case 'step-unknown': {
      const step = effectStep(runbook, event.step)
      if (event.ask !== 'check' || step.unknown.ask !== 'check') return []
      return [
        run(
          { item: step.id, direction: 'check', attempt: event.attempt },
          step.unknown.check,
          step.timeLimitMs,
          true,
        ),
      ]
    }
    case 'baseline-captured':
      return event.name === undefined
        ? []
        : [{ order: 'keep-baseline', name: event.name, found: event.found }]
    case 'doubt-settled':
      return stopCheck(change, event.step)
    case 'acceptance-started': {
      const check = runbook.accept.find(({ id }) => id === event.item)?.check
      const limit = check?.check === 'act' ? check.timeLimitMs : 0
      return [
        run(
          { item: acceptItem(event.item), direction: 'do', attempt: event.attempt },
          event.act,
          limit,
          true,
        ),
      ]
    }
    case 'item-started': {
      const place = readItemRef(event.item)
      const check = place === null ? undefined : checkOf(runbook, place)
      const limit = check?.check === 'act' ? check.timeLimitMs : 0
      return [run({ item: event.item, direction: 'do', attempt: event.attempt }, event.act, limit, true)]
    }
    case 'undo-started': {
      const { undo } = effectStep(runbook, event.step)
      const limit = undo.undo === 'act' ? undo.timeLimitMs : 0
      return [run({ item: event.step, direction: 'undo', attempt: event.attempt }, event.act, limit, true)]
    }
    case 'weight-flag-moved': {
      const ref = { item: weightItem(event.step), direction: 'do', attempt: event.attempt } as const
      return [run(ref, event.act, WEIGHT_FLAG_LIMIT_MS, true)]
    }
    case 'back-step-started': {
      const item = backItem(event.step)
      const limit = backStepOf(runbook.wayDown?.steps ?? [], item)?.timeLimitMs ?? 0
      return [run({ item, direction: 'undo', attempt: event.attempt }, event.act, limit, true)]
    }
    case 'back-step-skipped':
      return stopBackStep(change, event.step)
    case 'incidents-asked': {
      const ref = { item: INCIDENTS_ITEM, direction: 'do', attempt: 1 } as const
      return [run(ref, { act: 'incidents' }, runbook.wayDown?.verify?.incidents?.timeLimitMs ?? 0, true)]
    }
    case 'stage-entered':
      return open(change, rolloutStep(runbook, event.step), event.stage)
    case 'descended':
      return lower(change, event.weight)
    case 'adopting':
      return Object.keys(event.was).map((target) => ({ order: 'adopt', target }))
    case 'mode-switching': {
      // What is so already is not ordered: nothing would answer.
      const fresh = Object.entries(event.set).filter(([target, mode]) => !sameMode(mode, event.was[target]))
      return switchModes(Object.fromEntries(fresh), titleOf(runbook, event.step))
    }
    case 'mode-undoing':
      return switchModes(event.back, `undo of ${titleOf(runbook, event.step)}`)
    case 'mode-put-back':
      return switchModes(event.back, 'all its steps are done')
    case 'rollback-started':
      return [...stopAll(change), ...(event.gradual ? descendOrClose(change) : close(runbook, event.latch))]
    case 'rollback-hastened':
    case 'traffic-closing':
      return close(runbook, event.latch)
    case 'latched-afterwards':
      return close({ targets: event.targets }, true)
    case 'step-done':
      return closeTrial(runbook, event.step)
    case 'undo-skipped':
      return stopUndo(change, event.step)
    case 'preparation-undoing':
      return stopAll(change)
    case 'cancelled':
      return openedAt(change) === null ? [] : [...stopAll(change), { order: 'release-claims' }]
    case 'succeeded':
      return [{ order: 'release-claims' }, ...owe(change, 'succeeded', event.at)]
    case 'rolled-back':
    case 'failed':
      return openedAt(change) === null
        ? []
        : [{ order: 'release-claims' }, ...owe(change, 'rollback', event.at)]
  }
}

function run(
  ref: EffectRef,
  act: Extract<Order, { order: 'run' }>['act'],
  timeLimitMs: Millis,
  repeatable: boolean,
): Order {
  return { order: 'run', ref, act, timeLimitMs, repeatable }
}

function open({ id }: Change, step: RolloutStep, stage: number): readonly Order[] {
  const { weight, segments } = stageOf(step, stage)
  const split: Split = { mode: 'open', weight, cohort: id, segments, headerOverride: step.headerOverride }
  return step.targets.map((target) => ({ order: 'split', target, split }))
}

function lower(change: Change, weight: number): readonly Order[] {
  const run = runOf(change)
  if (run === null) return []
  const split: Split = { mode: 'open', weight, cohort: change.id, segments: [], headerOverride: false }
  return targetsAbove(run, change.runbook, weight).map((target) => ({ order: 'split', target, split }))
}

function descendOrClose(change: Change): readonly Order[] {
  const run = runOf(change)
  const weight = run === null ? null : lowerWeight(run, change.runbook, null)
  return weight === null ? close(change.runbook, false) : lower(change, weight)
}

const switchModes = (modes: Readonly<Record<string, TrafficMode>>, because: string): readonly Order[] =>
  Object.entries(modes).map(([target, mode]) => ({ order: 'mode', target, mode, because }))

const titleOf = ({ steps }: Runbook, id: string): string => steps.find((step) => step.id === id)?.title ?? id

/** A rollout that is never adopted was a trial: after its last hold everyone goes to stable again. */
function closeTrial(runbook: Runbook, id: string): readonly Order[] {
  const step = runbook.steps.find((s) => s.id === id)
  if (step?.kind !== 'rollout' || step.adopt || step.adoptLater === true) return []
  return step.targets.map((target) => ({ order: 'split', target, split: CLOSED }))
}

function close({ targets }: Pick<Runbook, 'targets'>, latch: boolean): readonly Order[] {
  return targets.map((target) => ({ order: 'split', target, split: latch ? LATCHED : CLOSED }))
}

/** Everything that runs is told to stop at once, together with the closing of the traffic. */
function stopAll(change: Change): readonly Order[] {
  const run = runOf(change)
  if (run === null) return []
  const evidence = listsOf(change.runbook).flatMap((place) =>
    Object.entries(progressIn(run, place) ?? {}).flatMap(([item, { status, ...more }]): Order[] =>
      status === 'running' && 'attempt' in more
        ? [
            {
              order: 'stop',
              ref: { item: itemRef({ ...place, item }), direction: 'do', attempt: more.attempt },
            },
          ]
        : [],
    ),
  )
  const steps = Object.entries(run.steps).flatMap(([item, step]): Order[] => {
    if (step.status === 'running')
      return [{ order: 'stop', ref: { item, direction: 'do', attempt: step.attempt } }]
    if (step.status === 'checking')
      return [{ order: 'stop', ref: { item, direction: 'check', attempt: step.attempt } }]
    return []
  })
  const items = Object.entries(run.accept).flatMap(([id, item]): Order[] =>
    item.status === 'running'
      ? [{ order: 'stop', ref: { item: acceptItem(id), direction: 'do', attempt: item.attempt } }]
      : [],
  )
  return [...steps, ...evidence, ...items]
}

/** A person knows already what the check was asked. */
function stopCheck(change: Change, item: string): readonly Order[] {
  const step = runOf(change)?.steps[item]
  return step?.status === 'checking'
    ? [{ order: 'stop', ref: { item, direction: 'check', attempt: step.attempt } }]
    : []
}

function stopUndo(change: Change, item: string): readonly Order[] {
  const undo = change.status === 'rolling-back' ? change.back.undo[item] : undefined
  const isEffect = change.runbook.steps.some(({ id, kind }) => id === item && kind === 'effect')
  return isEffect && undo?.status === 'running'
    ? [{ order: 'stop', ref: { item, direction: 'undo', attempt: undo.attempt } }]
    : []
}

function stopBackStep(change: Change, id: string): readonly Order[] {
  const step = change.status === 'rolling-back' ? change.back.steps?.[id] : undefined
  return step?.status === 'running'
    ? [{ order: 'stop', ref: { item: backItem(id), direction: 'undo', attempt: step.attempt } }]
    : []
}

function owe(change: Change, on: FollowUp['on'], at: Instant): readonly Order[] {
  const tasks = tasksOwed({ ...change, run: runOf(change) }, on, at)
  return tasks.length === 0 ? [] : [{ order: 'owe', tasks }]
}

/** What was ordered is not settled yet: later rules of the same turn must not believe what was seen before it. */
export function expect(seen: Observations, orders: readonly Order[]): Observations {
  const traffic = { ...seen.traffic }
  for (const order of orders) {
    if (order.order !== 'split' && order.order !== 'adopt' && order.order !== 'mode') continue
    const before = traffic[order.target]
    if (before === undefined) continue
    const { modeTaken, ...known } = before
    traffic[order.target] = {
      ...known,
      ...(modeTaken === undefined || order.order === 'mode' ? {} : { modeTaken }),
      desired: obeyed(before.desired, order),
      settled: false,
      writes: null,
    }
  }
  return { ...seen, traffic }
}

type Traffic = Extract<Order, { order: 'split' | 'adopt' | 'mode' }>

function obeyed(desired: Desired, order: Traffic): Desired {
  const { mode, ...rest } = desired
  if (order.order === 'mode') return { ...rest, ...asMode(order.mode) }
  return { ...desired, split: order.order === 'split' ? order.split : CLOSED }
}

const checkOf = (runbook: Runbook, place: ItemPlace) =>
  itemsOf(runbook, place).find(({ id }) => id === place.item)?.check

function effectStep(runbook: Runbook, id: string) {
  const step = runbook.steps.find((s) => s.id === id)
  if (step?.kind !== 'effect') throw new Error(`${id} is no step with an effect`)
  return step
}

function rolloutStep(runbook: Runbook, id: string): RolloutStep {
  const step = runbook.steps.find((s) => s.id === id)
  if (step?.kind !== 'rollout') throw new Error(`${id} is no rollout`)
  return step
}
