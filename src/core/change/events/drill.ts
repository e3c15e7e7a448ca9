import { z } from 'zod'
import { count, list, text, texts, yes } from '../../event/data.ts'
import { slotSchema } from '../../traffic/schema.ts'
import { countedWords } from '../state/drill-count.ts'
import { changeEvent } from './define.ts'

/** What a drill came to. It changes nothing of the change, which has gone back as any other. */
export const DRILL = {
  'drill-ended': changeEvent({
    version: 1,
    data: {
      proven: yes,
      because: texts,
      counted: list(z.strictObject({ target: text, slot: slotSchema, requests: count, failed: count })),
    },
    name: 'drill:ended',
    wakes: 'notify',
    keeper: 'beside',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ proven, because, counted }) =>
      proven
        ? `the drill proves the rollback: ${countedWords(counted)}`
        : `THE DRILL DOES NOT PROVE THE ROLLBACK: ${because.join('; ')}`,
  }),
}
