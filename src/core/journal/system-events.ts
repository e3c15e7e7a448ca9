import { count, text } from '../event/data.ts'
import { recordEvent } from '../event/record-event.ts'

/** What the engine says of itself, in the stream `system`. */
export const changeStuck = recordEvent({
  type: 'change-stuck',
  version: 1,
  data: { change: text, errors: count, because: text },
  wakes: 'page',
  sentence: ({ change, errors, because }) =>
    `${change} is stuck: its turn failed ${errors} times, last because ${because}`,
})

export const SYSTEM_EVENTS = { [changeStuck.type]: changeStuck }
