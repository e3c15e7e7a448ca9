import { z } from 'zod'
import { count, text, time, yes } from '../../event/data.ts'
import { actSchema } from '../../runbook/act.ts'
import { outputsSchema } from '../../runbook/value-schema.ts'
import { byEngine, changeEvent } from './define.ts'

/** The steps of a running change, and its pauses. */
export const STEPS = {
  paused: changeEvent({
    version: 1,
    data: { because: text },
    name: 'change:paused',
    wakes: byEngine,
    keeper: 'change',
    turns: true,
    orders: false,
    moves: false,
    sentence: ({ because }, { by }) => `paused by ${by}: ${because}`,
  }),
  resumed: changeEvent({
    version: 2,
    data: { because: text.exactOptional() },
    upcasts: { 1: (data) => data },
    name: 'change:resumed',
    wakes: 'notify',
    keeper: 'change',
    turns: true,
    orders: false,
    moves: false,
    sentence: ({ because }, { by }) => `resumed by ${by}${because === undefined ? '' : `: ${because}`}`,
  }),
  'step-started': changeEvent({
    version: 1,
    data: { step: text, attempt: count, act: actSchema },
    name: 'step:started',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step, attempt }, { title }) =>
      attempt === 1 ? `${title(step)} started` : `${title(step)} started again (attempt ${attempt})`,
  }),
  'flags-staged': changeEvent({
    version: 1,
    data: { step: text, act: actSchema },
    name: 'step:staged',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step }, { title }) => `staged: ${title(step)}`,
  }),
  'step-done': changeEvent({
    version: 1,
    data: { step: text, outputs: outputsSchema, evidence: text },
    name: 'step:done',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step }, { title }) => `${title(step)} done`,
  }),
  'step-failed': changeEvent({
    version: 1,
    data: { step: text, attempt: count, reason: text, retryAt: time.nullable(), goOn: yes },
    name: 'step:failed',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, retryAt, reason }, { title }) =>
      retryAt === null
        ? `${title(step)} failed: ${reason}`
        : `${title(step)} failed, will be tried again: ${reason}`,
  }),
  'step-stopped': changeEvent({
    version: 1,
    data: { step: text },
    name: 'step:stopped',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step }, { title }) => `${title(step)} stopped`,
  }),
  'step-unknown': changeEvent({
    version: 1,
    data: { step: text, attempt: count, reason: text, ask: z.enum(['check', 'person']) },
    name: 'step:unknown',
    wakes: ({ ask }) => (ask === 'person' ? 'page' : 'notify'),
    keeper: 'run',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step, reason, ask }, { title }) =>
      ask === 'check'
        ? `${title(step)}: outcome unknown (${reason}); asking its check`
        : `IN DOUBT: ${title(step)}: ${reason}; a person has to settle it`,
  }),
  'doubt-settled': changeEvent({
    version: 1,
    data: { step: text, as: z.enum(['done', 'failed', 'repeat']), because: text },
    name: 'step:settled',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ step, as, because }, { title, by }) =>
      `${title(step)} settled as ${as} by ${by}: ${because}`,
  }),
}
