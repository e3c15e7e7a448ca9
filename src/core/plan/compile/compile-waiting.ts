import type { z } from 'zod'
import type { Step } from '../../runbook/runbook.ts'
import {
  type PlanWaiting,
  type WAITING_KINDS,
  type WaitingWord,
  waitingKindOf,
} from '../step/waiting-kinds.ts'
import type { Arranged } from './arrange.ts'
import { compileAdopt } from './compile-adopt.ts'
import { compileApprove } from './compile-approve.ts'
import { compileBake } from './compile-bake.ts'
import { compileCapture } from './compile-capture.ts'
import { compileChecklist } from './compile-lines.ts'
import { compileMode } from './compile-mode.ts'
import type { Whole } from './whole.ts'

type Base = Pick<Arranged, 'id' | 'after' | 'phase'>
type Compile<Item> = (base: Base, item: Item, whole: Whole) => Step
type ItemOf<W extends WaitingWord> = z.output<(typeof WAITING_KINDS)[W]['schema']>

/** What each word comes to; null as long as `check` refuses it. */
const COMPILE: { readonly [W in WaitingWord]: Compile<ItemOf<W>> | null } = {
  adopt: compileAdopt,
  approve: compileApprove,
  bake: compileBake,
  capture: compileCapture,
  checklist: compileChecklist,
  mode: compileMode,
}

export function compileWaiting(base: Base, item: PlanWaiting, whole: Whole): Step {
  const { word } = waitingKindOf(item)
  const compile = COMPILE[word] as Compile<PlanWaiting> | null
  if (compile === null) throw new Error(`a step that has no meaning yet passed the check: ${word}`)
  return compile(base, item, whole)
}
