import type { LevelOnTarget, LevelView } from '../progress/levels-view.ts'
import { span } from './time.ts'
import type { Marked } from './tone.ts'

/** How a signal stands to its levels; no data is never well. `more` goes on after the word. */
export function levelMark(on: LevelOnTarget, now: number): Marked & { readonly more: string } {
  const { silentSince } = on
  return silentSince === null
    ? { ...standing(on), more: '' }
    : { sign: 'doubt', tone: 'bad', word: 'no data', more: ` for ${span(now - Date.parse(silentSince))}` }
}

function standing({ reached, watched, samples }: LevelOnTarget): Marked {
  if (reached === null)
    return watched && samples > 0
      ? { sign: 'going', tone: 'wait', word: 'too few samples' }
      : { sign: 'open', tone: 'quiet', word: watched ? 'nothing measured yet' : 'not measured' }
  const governance = reached.includes('governance') ? 'governance' : null
  if (reached.includes('critical') || (governance !== null && !reached.includes('warn')))
    return {
      sign: 'failed',
      tone: 'bad',
      word: joined(reached.includes('critical') ? 'critical' : null, governance),
    }
  if (reached.includes('warn'))
    return { sign: 'going', tone: governance === null ? 'wait' : 'bad', word: joined('warn', governance) }
  return { sign: 'done', tone: watched ? 'good' : 'quiet', word: 'at no level' }
}

const joined = (...words: readonly (string | null)[]): string =>
  words.filter((word) => word !== null).join(' and ')

/** `over 5m, higher is worse: warn 250 ms, critical 300 ms`. */
export const levelLimits = ({ over, worse, thresholds }: LevelView): string =>
  `over ${over}, ${worse} is worse: ${thresholds.map(({ level, shown }) => `${level} ${shown}`).join(', ')}`
