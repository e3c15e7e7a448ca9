import { z } from 'zod'
import { count, text, texts } from '../../event/data.ts'
import { modeInWords, type TrafficMode } from '../../traffic/mode.ts'
import { trafficModeSchema } from '../../traffic/schema.ts'
import { changeEvent } from './define.ts'

const quiet = { turns: false, moves: false } as const
const modes = z.record(text, trafficModeSchema)

/** What users may do on targets while a change is under way, and that it is put back. */
export const MODES = {
  'mode-switching': changeEvent({
    version: 1,
    data: { step: text, attempt: count, was: modes, set: modes, banner: text.exactOptional() },
    name: 'mode:switching',
    wakes: 'notify',
    keeper: 'run',
    ...quiet,
    orders: true,
    sentence: ({ step, set, banner }, { title }) =>
      `${title(step)}: ${modesInWords(set)}${banner ? `; who is turned away reads: ${banner}` : ''}`,
  }),
  'mode-acknowledged': changeEvent({
    version: 1,
    data: { step: text, writes: count.nullable() },
    name: 'mode:acknowledged',
    wakes: 'notify',
    keeper: 'run',
    ...quiet,
    orders: false,
    sentence: ({ step, writes }, { title }) =>
      `${title(step)}: every proxy has it; ${writes === null ? 'it is not known yet how many writes are' : writes === 1 ? '1 write is' : `${writes} writes are`} under way`,
  }),
  'mode-unacknowledged': changeEvent({
    version: 1,
    data: { step: text, targets: texts },
    name: 'mode:unacknowledged',
    wakes: 'page',
    keeper: 'run',
    ...quiet,
    orders: false,
    sentence: ({ targets }) =>
      `a proxy of ${targets.join(' and ')} has not acknowledged what users may do; trying on`,
  }),
  /** Of a rollback. */
  'mode-undoing': changeEvent({
    version: 1,
    data: { step: text, back: modes },
    name: 'mode:undoing',
    wakes: 'notify',
    keeper: 'rollback',
    ...quiet,
    orders: true,
    sentence: ({ step, back }, { title }) => `undoing ${title(step)}: ${modesInWords(back)}`,
  }),
  'mode-undo-unacknowledged': changeEvent({
    version: 1,
    data: { step: text, targets: texts },
    name: 'mode:undo-unacknowledged',
    wakes: 'page',
    keeper: 'rollback',
    ...quiet,
    orders: false,
    sentence: ({ targets }) =>
      `a proxy of ${targets.join(' and ')} has not acknowledged what users may do again; trying on`,
  }),
  'mode-left': changeEvent({
    version: 1,
    data: { targets: texts },
    name: 'mode:left',
    wakes: 'notify',
    keeper: 'run',
    ...quiet,
    orders: false,
    sentence: ({ targets }) =>
      `what users may do on ${targets.join(' and ')} is left as it is: somebody else has changed it`,
  }),
  /** At a good end. */
  'mode-put-back': changeEvent({
    version: 1,
    data: { back: modes },
    name: 'mode:put-back',
    wakes: 'notify',
    keeper: 'run',
    ...quiet,
    orders: true,
    sentence: ({ back }) => `all steps are done, so what users may do is put back: ${modesInWords(back)}`,
  }),
}

const modesInWords = (modes: Readonly<Record<string, TrafficMode>>): string =>
  Object.entries(modes)
    .map(([target, mode]) => `${target} ${modeInWords(mode)}`)
    .join(', ')
