import { z } from 'zod'
import { count, text, texts, time } from '../../event/data.ts'
import { exactly } from '../../event/exactly.ts'
import { actSchema } from '../../runbook/act.ts'
import type { Attachment } from '../state/items.ts'
import { changeEvent } from './define.ts'

export const attachmentSchema = exactly<Attachment>()(
  z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string() }),
)

/** `a, b and c`. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** An item is named as people name it: `STEP/ITEM`, in a stage `STEP@STAGE/ITEM`. */
const item = text

/** Checklists in the run and decisions: what is asked of people, what they say, and the evidence beside it. */
export const PEOPLE = {
  'checklist-opened': changeEvent({
    version: 1,
    data: {
      step: text,
      /** Of a stage of the rollout, by its index. */
      stage: count.exactOptional(),
      /** The people it asks, by name, else as the plan calls them. */
      asks: texts,
      /** A person ended the hold early, with thin evidence. */
      override: text.exactOptional(),
    },
    name: 'checklist:opened',
    wakes: ({ asks }) => (asks.length > 0 ? 'page' : 'notify'),
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, stage, asks }, { title, weight }) => {
      const what = stage === undefined ? title(step) : `the checklist at ${weight(step, stage)}`
      return asks.length > 0 ? `WAITING: ${what} waits for ${listed(asks)}` : `${what} is being checked`
    },
  }),
  'checklist-late': changeEvent({
    version: 1,
    data: { step: text, stage: count.exactOptional(), items: texts },
    name: 'checklist:late',
    wakes: 'page',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, stage, items }, { title, weight }) =>
      `WAITING: ${stage === undefined ? title(step) : `the checklist at ${weight(step, stage)}`} still waits for evidence: ${items.join(', ')}`,
  }),
  'item-started': changeEvent({
    version: 1,
    data: { item, attempt: count, act: actSchema },
    name: 'checklist:checking',
    wakes: 'notify',
    keeper: 'people',
    turns: false,
    orders: true,
    moves: false,
    sentence: (event, { line }) =>
      event.attempt === 1
        ? `checking: ${line(event.item)}`
        : `checking again: ${line(event.item)} (attempt ${event.attempt})`,
  }),
  'item-passed': changeEvent({
    version: 1,
    data: { item, evidence: text },
    name: 'checklist:passed',
    wakes: 'notify',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: (event, { line }) => `passed: ${line(event.item)} (${event.evidence})`,
  }),
  'item-failed': changeEvent({
    version: 1,
    data: {
      item,
      attempt: count,
      evidence: text,
      askAt: time.nullable(),
      /** Of a gate that does not hold: what follows of it. */
      then: z.enum(['pause', 'rollback']).exactOptional(),
    },
    name: 'checklist:not-passed',
    wakes: 'notify',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: (event, { line }) =>
      `${event.then === undefined ? 'not passed, will be asked again' : 'did not hold'}: ${line(event.item)} (${event.evidence})`,
  }),
  'item-ticked': changeEvent({
    version: 1,
    data: { item, note: text.exactOptional(), attachment: attachmentSchema.exactOptional() },
    name: 'checklist:ticked',
    wakes: 'notify',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: (event, { by, line }) => {
      const note = event.note === undefined ? '' : `: ${event.note}`
      const file = event.attachment === undefined ? '' : ` (with ${event.attachment.name})`
      return `${by} ticked ${line(event.item)}${note}${file}`
    },
  }),
  'item-unticked': changeEvent({
    version: 1,
    data: { item, because: text },
    name: 'checklist:unticked',
    wakes: 'notify',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: (event, { by, line }) => `${by} withdrew the tick of ${line(event.item)}: ${event.because}`,
  }),
  'item-not-ready': changeEvent({
    version: 1,
    data: { item, because: text },
    name: 'checklist:not-ready',
    wakes: 'notify',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: (event, { by, line }) => `NOT READY: ${line(event.item)}, says ${by}: ${event.because}`,
  }),
  'decision-asked': changeEvent({
    version: 1,
    /** `asks` as of a checklist; `quorum`: how many of them have to approve. */
    data: { step: text, attempt: count, asks: texts, quorum: count },
    name: 'decision:asked',
    wakes: 'page',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, asks, quorum }, { title }) =>
      `WAITING: ${title(step)} is for ${asks.join(', ')} to decide${quorum === asks.length ? '' : `; ${quorum} of them have to approve`}`,
  }),
  decided: changeEvent({
    version: 1,
    /** `lead`: the part of the change that the person answers for. */
    data: { step: text, lead: text, as: z.enum(['approve', 'reject']), because: text.nullable() },
    name: 'decision:made',
    wakes: 'notify',
    keeper: 'people',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, as, because }, { by, title }) =>
      `${by} ${as === 'approve' ? 'approves' : 'rejects'} ${title(step)}${because === null ? '' : `: ${because}`}`,
  }),
  'approver-named': changeEvent({
    version: 1,
    /** `step`: what adopts. `seat`: an approval of the plan before it, and what the person speaks for in it. */
    data: {
      step: text,
      approver: text,
      seat: z.strictObject({ step: text, lead: text }).exactOptional(),
    },
    name: 'decision:approver-named',
    wakes: 'notify',
    keeper: 'people',
    turns: true,
    orders: false,
    moves: false,
    sentence: ({ step, approver, seat }, { by, title }) =>
      `${by} wants ${approver} to approve before ${title(step)}${seat === undefined ? '' : `: ${title(seat.step)}`}`,
  }),
  'approver-released': changeEvent({
    version: 1,
    data: { step: text, approver: text },
    name: 'decision:approver-released',
    wakes: 'notify',
    keeper: 'people',
    turns: true,
    orders: false,
    moves: false,
    sentence: ({ step, approver }, { by, title }) =>
      `${title(step)} waits for evidence alone, and no longer for ${approver}, says ${by}`,
  }),
}
