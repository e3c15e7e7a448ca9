import type { Actor } from '../../access/actor.ts'
import { type Data, type Definition, define, type Given, type Shape } from '../../event/definition.ts'
import type { RunbookNames } from '../../runbook/runbook-names.ts'

/** Whom an event wakes: a person, or only the channels that subscribe to its name. */
export type Wakes = 'page' | 'notify'

/**
 * Who keeps what follows from an event: the change itself, its run, the rollout or the people of a step, the guards of
 * the plan, the rollback, or the records beside a change that has ended.
 */
export type Keeper = 'change' | 'run' | 'rollout' | 'people' | 'guards' | 'rollback' | 'beside'

/** What a sentence may say besides the data of its event. */
export type Told = {
  readonly by: string
  readonly runbook: RunbookNames
  /** The title of a step, or its id when the plan has no such step. */
  title(step: string): string
  /** The title of a step of the plan's rollback. */
  backStep(id: string): string
  /** The title of a line of the acceptance. */
  item(id: string): string
  /** The title of a line of a step's or stage's checklist, by its address `STEP/ITEM`. */
  line(item: string): string
  /** The weight of a rollout's stage, in words. */
  weight(step: string, stage: number): string
}

type By = { readonly by: Actor }

/**
 * Everything about one event of a change. What is decided elsewhere by its type is said here too, so that it
 * cannot be forgotten.
 */
export type ChangeEventDefinition<D = unknown> = Definition<D> & {
  /** The name that people and machines consume: in logs, webhooks and the acceptance check `events`. */
  readonly name: string
  /** What is woken by it; by the event where that depends. */
  wakes(event: D & By): Wakes
  readonly keeper: Keeper
  /**
   * A turn of state, stage, plan or schedule: the revision rises, and a command that was given before it is stale.
   */
  readonly turns: boolean
  /** Something has to be done outside because of it: `turn/orders.ts` says what. */
  readonly orders: boolean
  /** It says where traffic was sent: the chart of a change draws it. */
  readonly moves: boolean
  /** One plain sentence: the same words in the log, the live view, a simulation, a page and a webhook. */
  sentence(event: D, told: Told): string
}

export function changeEvent<
  S extends Shape,
  const K extends Keeper,
  const Orders extends boolean,
  const Moves extends boolean,
>(
  given: Given<S> & {
    readonly name: string
    readonly wakes: Wakes | ((event: Data<S> & By) => Wakes)
    readonly keeper: K
    readonly turns: boolean
    readonly orders: Orders
    readonly moves: Moves
    sentence(event: Data<S>, told: Told): string
  },
) {
  const { name, wakes, keeper, turns, orders, moves, sentence } = given
  const woken = typeof wakes === 'function' ? wakes : () => wakes
  return { ...define(given), name, wakes: woken, keeper, turns, orders, moves, sentence }
}

/** What stops a change is an alarm when the engine did it by itself; a person who did it knows. */
export const byEngine = ({ by }: By): Wakes => (by.kind === 'engine' ? 'page' : 'notify')
