import type { Actor } from '../../access/actor.ts'
import type { DataOf } from '../../event/definition.ts'
import type { Instant } from '../../time/instant.ts'
import { ACCEPTANCE } from './acceptance.ts'
import { BAKE } from './bake.ts'
import { BEFORE_RUNNING } from './before-running.ts'
import { BESIDE } from './beside.ts'
import { CAPTURE } from './capture.ts'
import { CONSIDERATIONS } from './considerations.ts'
import type { ChangeEventDefinition, Keeper } from './define.ts'
import { DRILL } from './drill.ts'
import { ENDINGS } from './endings.ts'
import { GUARDS } from './guards.ts'
import { LEVELS } from './levels.ts'
import { MODES } from './modes.ts'
import { PEOPLE } from './people.ts'
import { PHASES } from './phases.ts'
import { PROBES } from './probes.ts'
import { ROLLBACK } from './rollback.ts'
import { ROLLOUT } from './rollout.ts'
import { STEPS } from './steps.ts'
import { VALIDATED } from './validated.ts'
import { WAY_DOWN } from './way-down.ts'
import { WEIGHT_FLAG } from './weight-flag.ts'
import { WINDOW } from './window.ts'

export type { RuleOnTarget, Silent } from './rollout.ts'

/**
 * All that can happen to a change. Everything about an event stands in its definition; the types below come from
 * these.
 */
export const CHANGE_EVENTS = {
  ...BEFORE_RUNNING,
  ...PHASES,
  ...WINDOW,
  ...STEPS,
  ...ROLLOUT,
  ...GUARDS,
  ...LEVELS,
  ...PROBES,
  ...BAKE,
  ...CAPTURE,
  ...PEOPLE,
  ...MODES,
  ...ACCEPTANCE,
  ...CONSIDERATIONS,
  ...WEIGHT_FLAG,
  ...ROLLBACK,
  ...WAY_DOWN,
  ...ENDINGS,
  ...BESIDE,
  ...VALIDATED,
  ...DRILL,
}

type Definitions = typeof CHANGE_EVENTS
export type EventType = keyof Definitions

type Flat<T> = { readonly [K in keyof T]: T[K] }
type Bodies = { [T in EventType]: Flat<{ readonly type: T } & DataOf<Definitions[T]>> }
type Events = { [T in EventType]: Flat<{ readonly at: Instant; readonly by: Actor } & Bodies[T]> }

/** What happened, before it is said when and by whom. */
export type EventBody = Bodies[EventType]
/** What happened to a change, as its journal stream keeps it. Replaying the stream gives the state. */
export type ChangeEvent = Events[EventType]

type TypesWith<Trait extends 'keeper' | 'orders' | 'moves', Value> = {
  [T in EventType]: Definitions[T][Trait] extends Value ? T : never
}[EventType]

export type KeptBy<K extends Keeper> = Events[TypesWith<'keeper', K>]
/** Those because of which something has to be done outside. */
export type OrderingEvent = Events[TypesWith<'orders', true>]
/** Those that say where traffic was sent. */
export type MovingEvent = Events[TypesWith<'moves', true>]

export const isKeptBy = <K extends Keeper>(event: ChangeEvent, keeper: K): event is KeptBy<K> & ChangeEvent =>
  CHANGE_EVENTS[event.type].keeper === keeper
export const isOrdering = (event: ChangeEvent): event is OrderingEvent => CHANGE_EVENTS[event.type].orders
export const isMoving = (event: ChangeEvent): event is MovingEvent => CHANGE_EVENTS[event.type].moves

/**
 * The definition of an event. The compiler cannot see that the two have the same type, so it is said here, once.
 */
export function definitionOf(event: Pick<ChangeEvent, 'type'>): ChangeEventDefinition<object> {
  return CHANGE_EVENTS[event.type] as unknown as ChangeEventDefinition<object>
}
