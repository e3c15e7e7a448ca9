import type { Concern } from '../advice/concern.ts'
import type { ChangeView } from '../change/change-view.ts'
import type { ItemView } from '../people/checklists-view.ts'
import type { DecisionView } from '../people/decisions-view.ts'
import type { ChecklistItem } from '../progress/checklist-view.ts'
import type { BackStepView, UndoView } from '../progress/rollback-view.ts'
import type { StageView } from '../progress/rollout-view.ts'
import type { StepView } from '../progress/step-view.ts'
import type { ValidationView } from '../progress/validations-view.ts'
import type { VerificationView } from '../progress/verification-view.ts'
import type { Marked } from './tone.ts'

/** The sign, tone and word of everything that stands in a list. */
const STEPS: Readonly<Record<StepView['status'], Marked>> = {
  waiting: { sign: 'open', tone: 'quiet', word: 'to come' },
  staged: { sign: 'open', tone: 'wait', word: 'staged' },
  running: { sign: 'going', tone: 'wait', word: 'running' },
  starting: { sign: 'going', tone: 'wait', word: 'starting' },
  retrying: { sign: 'again', tone: 'wait', word: 'tried again' },
  checking: { sign: 'doubt', tone: 'wait', word: 'being checked' },
  'in-doubt': { sign: 'doubt', tone: 'bad', word: 'in doubt' },
  capturing: { sign: 'going', tone: 'wait', word: 'measuring' },
  baking: { sign: 'going', tone: 'wait', word: 'watching' },
  adopting: { sign: 'going', tone: 'wait', word: 'adopting' },
  switching: { sign: 'going', tone: 'wait', word: 'switching' },
  rolling: { sign: 'going', tone: 'wait', word: 'rolling out' },
  ticking: { sign: 'person', tone: 'wait', word: 'checklist open' },
  deciding: { sign: 'person', tone: 'wait', word: 'to be decided' },
  done: { sign: 'done', tone: 'good', word: 'done' },
  failed: { sign: 'failed', tone: 'bad', word: 'failed' },
  stopped: { sign: 'stopped', tone: 'quiet', word: 'stopped' },
}

/** Where a rollback or an end found it, a step is neither going on nor done. */
export function markOfStep({ rollback }: Pick<ChangeView, 'rollback'>, { status }: StepView): Marked {
  const left = rollback !== null && status !== 'done' && status !== 'waiting' && status !== 'failed'
  return left ? STEPS.stopped : STEPS[status]
}

export const UNDO: Readonly<Record<UndoView['status'], Marked>> = {
  waiting: { sign: 'open', tone: 'quiet', word: 'to be undone' },
  running: { sign: 'going', tone: 'wait', word: 'being undone' },
  retrying: { sign: 'again', tone: 'wait', word: 'tried again' },
  done: { sign: 'done', tone: 'good', word: 'undone' },
  failed: { sign: 'failed', tone: 'bad', word: 'undo failed' },
  skipped: { sign: 'stopped', tone: 'quiet', word: 'skipped' },
}

export const BACK_STEPS: Readonly<Record<BackStepView['status'], Marked>> = {
  waiting: { sign: 'open', tone: 'quiet', word: 'to come' },
  running: { sign: 'going', tone: 'wait', word: 'running' },
  retrying: { sign: 'again', tone: 'wait', word: 'tried again' },
  done: { sign: 'done', tone: 'good', word: 'done' },
  failed: { sign: 'failed', tone: 'bad', word: 'failed' },
  skipped: { sign: 'stopped', tone: 'quiet', word: 'skipped' },
}

export const VERIFICATION: Readonly<Record<VerificationView['status'], Marked>> = {
  watching: { sign: 'going', tone: 'wait', word: 'being watched' },
  passed: { sign: 'done', tone: 'good', word: 'all is well' },
  failed: { sign: 'failed', tone: 'bad', word: 'not well' },
  inconclusive: { sign: 'doubt', tone: 'bad', word: 'nobody knows' },
}

export const VALIDATION: Readonly<Record<ValidationView['outcome'], Marked>> = {
  passed: VERIFICATION.passed,
  failed: VERIFICATION.failed,
  unknown: { sign: 'doubt', tone: 'wait', word: 'not all is known' },
}

export const CHECKS: Readonly<Record<ChecklistItem['status'], Marked>> = {
  waiting: { sign: 'open', tone: 'quiet', word: 'to come' },
  running: { sign: 'going', tone: 'wait', word: 'being checked' },
  passed: { sign: 'done', tone: 'good', word: 'passed' },
  failed: { sign: 'failed', tone: 'bad', word: 'failed' },
  'left-to-person': { sign: 'person', tone: 'wait', word: 'left to a person' },
}

/** What was seen, or who has to look. */
export const evidenceWords = ({ status, evidence }: ChecklistItem): string | null =>
  evidence === null ? null : status === 'left-to-person' ? `left to ${evidence}` : evidence

/** A line of a step's or stage's checklist; evidence that failed is asked again. */
export const ITEMS: Readonly<Record<ItemView['status'], Marked>> = {
  'to-come': { sign: 'open', tone: 'quiet', word: 'to come' },
  waiting: { sign: 'open', tone: 'wait', word: 'being looked for' },
  open: { sign: 'person', tone: 'wait', word: 'waits for a person' },
  running: { sign: 'going', tone: 'wait', word: 'being checked' },
  failed: { sign: 'again', tone: 'bad', word: 'does not pass yet' },
  passed: { sign: 'done', tone: 'good', word: 'passed' },
  'not-ready': { sign: 'failed', tone: 'bad', word: 'not ready' },
}

export const DECISIONS: Readonly<Record<DecisionView['state'], Marked>> = {
  'to-come': { sign: 'open', tone: 'quiet', word: 'to come' },
  open: { sign: 'person', tone: 'wait', word: 'to be decided' },
  approved: { sign: 'done', tone: 'good', word: 'approved' },
  failed: { sign: 'failed', tone: 'bad', word: 'not approved' },
  left: { sign: 'stopped', tone: 'quiet', word: 'left undecided' },
}

export const STAGES: Readonly<Record<StageView['state'], Marked>> = {
  done: { sign: 'done', tone: 'good', word: 'passed' },
  holding: { sign: 'going', tone: 'wait', word: 'holding' },
  moving: { sign: 'going', tone: 'wait', word: 'moving' },
  left: { sign: 'failed', tone: 'bad', word: 'left here' },
  'to-come': { sign: 'open', tone: 'quiet', word: 'to come' },
}

/** Something is to be done, but nothing is wrong. */
export const isCalm = ({ concern }: Pick<Concern, 'concern'>): boolean => CALM.has(concern)

const CALM: ReadonlySet<Concern['concern']> = new Set(['person', 'waiting', 'paused', 'blocked'])
