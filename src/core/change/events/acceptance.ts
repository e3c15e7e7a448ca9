import { count, text } from '../../event/data.ts'
import { actSchema } from '../../runbook/act.ts'
import { changeEvent } from './define.ts'

/** The checklist, line by line. */
export const ACCEPTANCE = {
  'acceptance-started': changeEvent({
    version: 1,
    data: { item: text, attempt: count, act: actSchema },
    name: 'acceptance:started',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: true,
    moves: false,
    sentence: (event, { item }) => `checking: ${item(event.item)}`,
  }),
  'acceptance-passed': changeEvent({
    version: 1,
    data: { item: text, evidence: text },
    name: 'acceptance:passed',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: (event, { item }) => `accepted: ${item(event.item)} (${event.evidence})`,
  }),
  'acceptance-failed': changeEvent({
    version: 1,
    data: { item: text, attempt: count, evidence: text },
    name: 'acceptance:failed',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: (event, { item }) => `not accepted: ${item(event.item)} (${event.evidence})`,
  }),
  'acceptance-left-to-person': changeEvent({
    version: 1,
    data: { item: text, who: text, because: text.exactOptional() },
    name: 'acceptance:left-to-person',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ who, because, ...event }, { item }) =>
      `left to ${who}: ${item(event.item)}${because === undefined ? '' : ` (${because})`}`,
  }),
}
