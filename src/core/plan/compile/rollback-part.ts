import { isTree, mapLeaves, type Tree } from '../../document/tree.ts'
import { hashPart } from '../../runbook/hash.ts'
import type { Millis } from '../../time/instant.ts'
import { linesOf } from '../item/lines-of.ts'
import type { Plan } from '../schema/plan.ts'
import { type Arranged, isRollout } from './arrange.ts'

/** What a plan says of going back. */
export type RollbackRead = {
  readonly hash: string
  /** How long ago a drill of it may be, where a line asks for one: the shortest. Null: none asks. */
  readonly drillWithinMs: Millis | null
}

/** Verification and considerations begin where a drill has ended. */
const OF_THE_ROLLBACK = ['limits', 'steps', 'gradual'] as const
/** Of a step what it does and what undoes it, and not how long or how often it is tried. */
const OF_A_STEP = [
  'id',
  'deploy',
  'action',
  'flags',
  'mode',
  'capture',
  'undo',
  'pointOfNoReturn',
  'when',
] as const

/**
 * The hash of what a rollback of this plan is made from, as it is written, whatever its inputs: its own `rollback`,
 * and what is undone. Gates, stages, checklists and words for people may change, and a drill stays one of this
 * rollback.
 */
export function rollbackHash(root: Tree): string {
  const rollback = isTree(root.rollback) ? picked(root.rollback, OF_THE_ROLLBACK) : {}
  const phases = Array.isArray(root.phases) ? root.phases : []
  const lists = [root.steps, ...phases.map((phase) => (isTree(phase) ? phase.steps : undefined))]
  return hashPart({ part: mapLeaves({ rollback, steps: lists.flatMap(stepsIn) }, asWritten) })
}

/** What JSON cannot hold is refused elsewhere, and is no reason to fall over here. */
function asWritten(leaf: unknown): unknown {
  if (typeof leaf === 'string') return leaf.replace(/\p{Surrogate}/gu, '\ufffd')
  return typeof leaf === 'boolean' || leaf === null || Number.isFinite(leaf) ? leaf : String(leaf)
}

function stepsIn(item: unknown): readonly object[] {
  if (Array.isArray(item)) return item.flatMap(stepsIn)
  if (!isTree(item)) return []
  if (item.parallel !== undefined) return stepsIn(item.parallel)
  const { rollout } = item
  if (isTree(rollout)) return [{ rollout: picked(rollout, ['targets', 'weightFlag']) }]
  const step = picked(item, OF_A_STEP)
  return Object.keys(step).some((key) => key !== 'id' && key !== 'when') ? [step] : []
}

const picked = (tree: Tree, keys: readonly string[]): Tree =>
  Object.fromEntries(
    keys.flatMap((key) => (Object.hasOwn(tree, key) ? [[key, tree[key] as Tree[string]]] : [])),
  )

/** The shortest time that a line of its checklists asks for; null where none does. */
export function drillAsked(plan: Plan, steps: readonly Arranged[]): Millis | null {
  const lists = steps.flatMap(({ item }) => {
    if ('checklist' in item) return linesOf(item.checklist, [])
    return isRollout(item) ? item.rollout.stages.flatMap(({ checklist }) => linesOf(checklist, [])) : []
  })
  const asked = [...lists, ...linesOf(plan.accept, [])].flatMap(({ line }) =>
    line.drill === undefined || line.when === false ? [] : [line.drill.notOlderThan],
  )
  return asked.length === 0 ? null : Math.min(...asked)
}
