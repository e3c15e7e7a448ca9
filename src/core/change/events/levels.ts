import { list, text, texts } from '../../event/data.ts'
import { evidenceSchema } from '../../judge/schema.ts'
import { formatMeasured } from '../../judge/words.ts'
import { levelNameSchema, levelSchema } from '../../level/schema.ts'
import { levelWords, limitWords } from '../../level/words.ts'
import { formatDuration } from '../../time/duration.ts'
import { changeEvent } from './define.ts'

/** Levels of signals are told, and decide nothing. */
export const LEVELS = {
  'level-changed': changeEvent({
    version: 1,
    /** `was` and `now`: all that are reached. `tells`: leads in words, with the people that they are. */
    data: {
      level: levelSchema,
      target: text,
      was: list(levelNameSchema),
      now: list(levelNameSchema),
      evidence: evidenceSchema,
      tells: texts.exactOptional(),
    },
    name: 'level:changed',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence({ level, target, was, now, evidence, tells = [] }) {
      const fell = now.every((name) => was.includes(name))
      const says =
        now.length === 0 ? `has left ${levelWords(was)}` : `is ${fell ? 'down to' : 'at'} ${levelWords(now)}`
      const whom = tells.length === 0 ? '' : `; for ${tells.join(' and ')}`
      return `LEVEL: ${level.signal} of ${target} ${says}: ${formatMeasured(evidence)} over ${formatDuration(level.spanMs)}, ${limitWords(level, now.length === 0 ? was : now, evidence)}${whom}`
    },
  }),
}
