import { own } from '../../document/tree.ts'
import type { Undo } from '../../runbook/runbook.ts'
import { actionOf } from '../step/action.ts'
import type { PlanUndo } from '../step/effect-keys.ts'
import type { Setting } from '../step/effect-kind.ts'
import { UNDO_ATTEMPTS, UNDO_LIMIT_MS } from '../step/undo-defaults.ts'

/** An undo as a plan writes it. */
export function compileUndo(undo: PlanUndo, setting: Setting): Undo {
  if ('none' in undo) return { undo: 'none', because: undo.because }
  const bound = own(setting.binding?.actions, undo.action)?.timeLimitMs
  return {
    undo: 'act',
    act: actionOf(undo.action, undo.with),
    timeLimitMs: undo.timeLimit ?? bound ?? UNDO_LIMIT_MS,
    attempts: undo.attempts ?? UNDO_ATTEMPTS,
  }
}
