import { z } from 'zod'
import { text, texts } from '../../event/data.ts'
import { byEngine, changeEvent } from './define.ts'

/** What nothing follows: each leads to the state of its name. */
export const ENDINGS = {
  cancelled: changeEvent({
    version: 1,
    data: { because: text },
    name: 'change:cancelled',
    wakes: byEngine,
    keeper: 'change',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ because }, { by }) => `cancelled by ${by}: ${because}`,
  }),
  expired: changeEvent({
    version: 1,
    data: {},
    name: 'change:expired',
    wakes: 'page',
    keeper: 'change',
    turns: true,
    orders: false,
    moves: false,
    sentence: () => 'expired: not approved before its window opened',
  }),
  missed: changeEvent({
    version: 1,
    data: {},
    name: 'change:missed',
    wakes: 'page',
    keeper: 'change',
    turns: true,
    orders: false,
    moves: false,
    sentence: () => 'missed: its window has passed',
  }),
  succeeded: changeEvent({
    version: 1,
    data: {
      /** Its window had closed before it ended. */
      overrun: z.literal(true).exactOptional(),
    },
    name: 'change:succeeded',
    wakes: 'notify',
    keeper: 'change',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ overrun }) =>
      overrun === undefined ? 'SUCCEEDED' : 'SUCCEEDED (overrun: it ended after its window had closed)',
  }),
  'rolled-back': changeEvent({
    version: 1,
    data: {
      /** Steps of its own rollback that were not done: what the change did is undone all the same. */
      notDone: texts.exactOptional(),
    },
    name: 'change:rolled-back',
    wakes: ({ notDone }) => (notDone === undefined ? 'notify' : 'page'),
    keeper: 'change',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ notDone }, { backStep }) =>
      notDone === undefined
        ? 'ROLLED BACK'
        : `ROLLED BACK, but not every step of the rollback was done: ${notDone.map(backStep).join(', ')}`,
  }),
  failed: changeEvent({
    version: 1,
    data: {
      notUndone: texts,
      /** Steps of its own rollback that were not done. */
      notDone: texts.exactOptional(),
      /** What everyone has of the targets whose canary it had adopted: their version, by target. */
      serving: z.record(text, text).exactOptional(),
    },
    name: 'change:failed',
    wakes: 'page',
    keeper: 'change',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ notUndone, notDone = [], serving = {} }, { title, backStep }) =>
      [
        `FAILED: not undone: ${notUndone.map(title).join(', ')}`,
        ...(notDone.length === 0 ? [] : [`rollback steps not done: ${notDone.map(backStep).join(', ')}`]),
        ...Object.entries(serving).map(
          ([target, version]) => `${target} serves everyone ${versionWords(version)}`,
        ),
      ].join('; '),
  }),
}

const versionWords = (version: string): string => (version === '' ? 'the new version' : version)
