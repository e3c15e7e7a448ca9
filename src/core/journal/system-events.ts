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

/** `why`: cut-off, never-signed or key-lost. */
export const journalUnsigned = recordEvent({
  type: 'journal-unsigned',
  version: 1,
  data: { why: text, because: text },
  wakes: 'page',
  sentence: ({ because }) => `the journal is not signed any more: ${because}`,
})

/** `ours` is the hash in the database, `theirs` the one that the sink holds. */
export const sinkDiffers = recordEvent({
  type: 'sink-differs',
  version: 1,
  data: { sink: text, checkpoint: count, ours: text, theirs: text },
  wakes: 'page',
  sentence: ({ sink, checkpoint, ours, theirs }) =>
    `the sink ${sink} holds another checkpoint ${checkpoint} (${theirs.slice(0, 16)}) than the database (${ours.slice(0, 16)})`,
})

/** `lostKey`: the key that was lost, by its name or empty; null when none was. */
export const journalResumed = recordEvent({
  type: 'journal-resumed',
  version: 1,
  data: { after: count, key: text, lostKey: text.nullable(), because: text },
  wakes: 'nobody',
  sentence: ({ after, key, lostKey, because }, by) =>
    `${by} had the journal signed as it is, after checkpoint ${after}` +
    `${lostKey === null ? '' : `, with the new key ${key}`}: ${because}`,
})

export const SYSTEM_EVENTS = {
  [changeStuck.type]: changeStuck,
  [journalUnsigned.type]: journalUnsigned,
  [sinkDiffers.type]: sinkDiffers,
  [journalResumed.type]: journalResumed,
}
