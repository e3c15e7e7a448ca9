import type { Status } from '../../../src/core/change/change.ts'
import type { ChecklistItem } from '../../../src/read/checklist-view.ts'
import type { StageView } from '../../../src/read/rollout-view.ts'
import type { StepView } from '../../../src/read/step-view.ts'
import type { UndoView } from '../../../src/read/way-back-view.ts'

/** How something stands, told by colour, sign and word together, never by colour alone. */
export type Tone = 'good' | 'bad' | 'wait' | 'quiet'

export const STATUS_TONES: Readonly<Record<Status, Tone>> = {
  draft: 'quiet',
  requested: 'wait',
  scheduled: 'wait',
  running: 'good',
  paused: 'wait',
  'rolling-back': 'bad',
  succeeded: 'good',
  'rolled-back': 'bad',
  failed: 'bad',
  cancelled: 'quiet',
  expired: 'quiet',
  missed: 'bad',
}

export type Sign = 'done' | 'going' | 'open' | 'failed' | 'doubt' | 'stopped' | 'again' | 'person'
export type Marked = { readonly sign: Sign; readonly tone: Tone; readonly word: string }

/** What is going on stands out of a list; what is yet to come stands back. */
export function placeOf({ sign }: Marked): 'current' | 'to-come' | '' {
  return sign === 'open'
    ? 'to-come'
    : sign === 'going' || sign === 'doubt' || sign === 'again'
      ? 'current'
      : ''
}

export const STEPS: Readonly<Record<StepView['status'], Marked>> = {
  waiting: { sign: 'open', tone: 'quiet', word: 'to come' },
  running: { sign: 'going', tone: 'wait', word: 'running' },
  retrying: { sign: 'again', tone: 'wait', word: 'tried again' },
  checking: { sign: 'doubt', tone: 'wait', word: 'being checked' },
  'in-doubt': { sign: 'doubt', tone: 'bad', word: 'in doubt' },
  rolling: { sign: 'going', tone: 'wait', word: 'rolling out' },
  done: { sign: 'done', tone: 'good', word: 'done' },
  failed: { sign: 'failed', tone: 'bad', word: 'failed' },
  stopped: { sign: 'stopped', tone: 'quiet', word: 'stopped' },
}

export const UNDO: Readonly<Record<UndoView['status'], Marked>> = {
  waiting: { sign: 'open', tone: 'quiet', word: 'to be undone' },
  running: { sign: 'going', tone: 'wait', word: 'being undone' },
  retrying: { sign: 'again', tone: 'wait', word: 'tried again' },
  done: { sign: 'done', tone: 'good', word: 'undone' },
  failed: { sign: 'failed', tone: 'bad', word: 'undo failed' },
  skipped: { sign: 'stopped', tone: 'quiet', word: 'skipped' },
}

export const CHECKS: Readonly<Record<ChecklistItem['status'], Marked>> = {
  waiting: { sign: 'open', tone: 'quiet', word: 'to come' },
  running: { sign: 'going', tone: 'wait', word: 'being checked' },
  passed: { sign: 'done', tone: 'good', word: 'passed' },
  failed: { sign: 'failed', tone: 'bad', word: 'failed' },
  'left-to-person': { sign: 'person', tone: 'wait', word: 'left to a person' },
}

export const STAGES: Readonly<Record<StageView['state'], Marked>> = {
  done: { sign: 'done', tone: 'good', word: 'passed' },
  holding: { sign: 'going', tone: 'wait', word: 'holding' },
  moving: { sign: 'going', tone: 'wait', word: 'moving' },
  left: { sign: 'failed', tone: 'bad', word: 'left here' },
  'to-come': { sign: 'open', tone: 'quiet', word: 'to come' },
}
