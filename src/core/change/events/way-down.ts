import { z } from 'zod'
import { count, text, time, yes } from '../../event/data.ts'
import { actSchema } from '../../runbook/act.ts'
import { formatDuration } from '../../time/duration.ts'
import { changeEvent } from './define.ts'

/** The plan's own steps of a rollback, after undo, and the times that it allows for the parts before them. */
export const WAY_DOWN = {
  'back-step-started': changeEvent({
    version: 1,
    data: { step: text, attempt: count, act: actSchema },
    name: 'rollback:step-started',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step }, { backStep }) => `rollback step: ${backStep(step)}`,
  }),
  'back-step-done': changeEvent({
    version: 1,
    data: { step: text, evidence: text },
    name: 'rollback:step-done',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step }, { backStep }) => `rollback step done: ${backStep(step)}`,
  }),
  'back-step-failed': changeEvent({
    version: 1,
    data: {
      step: text,
      attempt: count,
      reason: text,
      final: yes,
      /** When it is tried again; left out: at once, or never. */
      retryAt: time.exactOptional(),
    },
    name: 'rollback:step-failed',
    wakes: ({ final }) => (final ? 'page' : 'notify'),
    keeper: 'rollback',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, reason, final }, { backStep }) =>
      `rollback step ${backStep(step)} failed${final ? '; the rollback goes on' : ', will be tried again'}: ${reason}`,
  }),
  'back-step-skipped': changeEvent({
    version: 1,
    data: { step: text, because: text },
    name: 'rollback:step-skipped',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step, because }, { backStep, by }) =>
      `rollback step ${backStep(step)} skipped by ${by}: ${because}`,
  }),
  /** A part of the rollback takes longer than the plan allows for it. Nothing is stopped by that. */
  'rollback-late': changeEvent({
    version: 1,
    data: { part: z.enum(['close', 'undo']), limitMs: time },
    name: 'rollback:late',
    wakes: 'page',
    keeper: 'rollback',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ part, limitMs }) =>
      `LATE: the plan allows ${formatDuration(limitMs)} to ${part === 'close' ? 'close every target' : 'undo'}, and that is over; going on`,
  }),
}
