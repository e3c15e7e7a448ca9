import { count, text, texts, yes } from '../../event/data.ts'
import { formatMeasure } from '../../judge/words.ts'
import { actSchema } from '../../runbook/act.ts'
import { percent } from '../../traffic/percent.ts'
import { basisPointsSchema } from '../../traffic/schema.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { Cause } from '../state/change.ts'
import { causeSchema } from '../state/schema.ts'
import { changeEvent } from './define.ts'

/** Closing the traffic, then undoing what was done. */
export const ROLLBACK = {
  'rollback-started': changeEvent({
    version: 1,
    data: { cause: causeSchema, gradual: yes, latch: yes, undo: texts },
    name: 'canary:rollback',
    // That of a drill is what its people wait for.
    wakes: ({ cause }) => (cause.cause === 'drill' ? 'notify' : 'page'),
    keeper: 'change',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ cause, gradual }) => `ROLLING BACK${gradual ? ' gradually' : ''}: ${causeInWords(cause)}`,
  }),
  'rollback-hastened': changeEvent({
    version: 1,
    data: { latch: yes, because: text.exactOptional() },
    name: 'canary:rollback-hastened',
    wakes: 'notify',
    keeper: 'rollback',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ latch, because }, { by }) =>
      `${by === 'cutwater' ? 'the rollback is instant now' : `${by} made the rollback instant`}${latch ? ' and latched its targets' : ''}${because === undefined ? '' : `: ${because}`}`,
  }),
  /** A kill of a change that had ended: nothing of it is undone, and no change opens its targets until a release. */
  'latched-afterwards': changeEvent({
    version: 1,
    data: { targets: texts, because: text },
    name: 'canary:latched',
    wakes: 'notify',
    keeper: 'change',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ targets, because }, { by }) => `${by} latched ${targets.join(' and ')}: ${because}`,
  }),
  descended: changeEvent({
    version: 1,
    data: { weight: basisPointsSchema, targets: texts },
    name: 'canary:step-down',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: true,
    moves: true,
    sentence: ({ weight }) => `canary down to ${percent(weight)}`,
  }),
  'traffic-closing': changeEvent({
    version: 1,
    data: { targets: texts, latch: yes },
    name: 'canary:closing',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: true,
    moves: true,
    sentence: ({ targets }) => `closing ${targets.join(' and ')}`,
  }),
  'traffic-closed': changeEvent({
    version: 1,
    data: { targets: texts },
    name: 'canary:closed',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: false,
    moves: true,
    sentence: ({ targets }) =>
      targets.length === 0
        ? 'no traffic to close'
        : `canary closed on ${targets.join(' and ')}: every request goes to stable`,
  }),
  'close-unacknowledged': changeEvent({
    version: 1,
    data: { targets: texts },
    name: 'canary:close-unacknowledged',
    wakes: 'page',
    keeper: 'rollback',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ targets }) =>
      `STILL OPEN: a proxy of ${targets.join(' and ')} has not acknowledged the close; trying on`,
  }),
  'undo-started': changeEvent({
    version: 1,
    data: { step: text, attempt: count, act: actSchema },
    name: 'undo:started',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step }, { title }) => `undoing ${title(step)}`,
  }),
  'undo-done': changeEvent({
    version: 1,
    data: { step: text, evidence: text },
    name: 'undo:done',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step }, { title }) => `undone: ${title(step)}`,
  }),
  'undo-failed': changeEvent({
    version: 1,
    data: { step: text, attempt: count, reason: text, final: yes },
    name: 'undo:failed',
    wakes: ({ final }) => (final ? 'page' : 'notify'),
    keeper: 'rollback',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, reason, final }, { title }) =>
      `undo of ${title(step)} failed${final ? '' : ', will be tried again'}: ${reason}`,
  }),
  'undo-skipped': changeEvent({
    version: 1,
    data: { step: text, because: text, harmless: yes },
    name: 'undo:skipped',
    wakes: 'notify',
    keeper: 'rollback',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step, because }, { title }) => `undo of ${title(step)} skipped: ${because}`,
  }),
}

function causeInWords(cause: Cause): string {
  return 'evidence' in cause ? `${wordsOf(cause)}: ${formatMeasure(cause.evidence)}` : wordsOf(cause)
}
