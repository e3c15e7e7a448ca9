import { count, text, texts } from '../../event/data.ts'
import { changeEvent } from './define.ts'

const quiet = { keeper: 'run', turns: false, orders: false, moves: false } as const

/** People ask whether to roll back; who answers for the change rolls back, or says why not. */
export const CONSIDERATIONS = {
  'consideration-raised': changeEvent({
    version: 1,
    data: {
      number: count,
      because: text,
      /** Who leads the change, by name. */
      asks: texts.exactOptional(),
    },
    name: 'consideration:raised',
    wakes: 'page',
    ...quiet,
    sentence: ({ number, because, asks = [] }, { by }) =>
      `SHOULD IT GO BACK? ${by} raises consideration ${number}: ${because}; ${asks.length === 0 ? 'roll' : `${asks.join(' or ')}: roll`} back, or decline it and say why`,
  }),
  'consideration-declined': changeEvent({
    version: 1,
    data: { number: count, raisedBy: text, because: text },
    name: 'consideration:declined',
    wakes: 'notify',
    ...quiet,
    sentence: ({ number, raisedBy, because }, { by }) =>
      `${by} declines consideration ${number} of ${raisedBy}: ${because}`,
  }),
}
