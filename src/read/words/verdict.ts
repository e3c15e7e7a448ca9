import { formatDuration } from '../../core/time/duration.ts'
import type { RuleOnTarget, RuleView } from '../progress/rule-view.ts'
import { count } from './number.ts'
import { soon, span } from './time.ts'
import type { Marked } from './tone.ts'

/** `word` says how it stands, `more` goes on after it. */
export type VerdictWords = Marked & { readonly more: string }

/**
 * No data and inconclusive are verdicts of their own, never green. `over`: the rollout is, so nothing will be judged
 * any more.
 */
export function verdictWords(
  { kind }: Pick<RuleView, 'kind'>,
  on: RuleOnTarget,
  over: boolean,
  now: number,
): VerdictWords {
  if (on.silentSince !== null)
    return { ...UNKNOWN, word: 'no data', more: ` for ${span(now - Date.parse(on.silentSince))}` }
  if (on.threat?.because === 'bound')
    return { ...BAD, word: 'breached', more: `, trips ${soon(on.threat.at, now)}` }
  switch (on.verdict) {
    case null:
      return { ...OPEN, word: unjudged(kind, on, over), more: '' }
    case 'worse':
      return {
        ...BAD,
        word: kind === 'guard' ? 'tripped' : 'does not hold',
        more: on.sharedIncident ? ', stable too' : '',
      }
    case 'no-worse':
      return { ...(on.watched ? GOOD : PAST), word: kind === 'guard' ? 'quiet' : 'holds', more: '' }
    case 'inconclusive':
      return {
        ...WAIT,
        word: on.samples < on.minSamples ? `${count(on.minSamples)} samples needed` : 'inconclusive',
        more: '',
      }
    // Not silent yet: no request has come since the watch began.
    case 'no-data':
      return { ...WAIT, word: 'no requests yet', more: '' }
    case 'assumption-violated':
      return { ...UNKNOWN, word: 'assumption violated', more: ', only advice' }
  }
}

/** `after 30m without an answer it pauses`: of a gate that may be unable to tell; null where it waits. */
export function undecidedWords({ inconclusive }: Pick<RuleView, 'inconclusive'>): string | null {
  if (inconclusive === null) return null
  return `after ${formatDuration(inconclusive.afterMs)} without an answer ${UNDECIDED[inconclusive.then]}`
}

const UNDECIDED = { hold: 'it waits on', pause: 'it pauses', rollback: 'it goes back' } as const

function unjudged(kind: RuleView['kind'], { watched }: RuleOnTarget, over: boolean): string {
  if (over) return 'not judged'
  return kind === 'gate' && !watched ? 'judged while a stage holds' : 'not judged yet'
}

const GOOD = { sign: 'done', tone: 'good' } as const
const PAST = { sign: 'done', tone: 'quiet' } as const
const BAD = { sign: 'failed', tone: 'bad' } as const
const OPEN = { sign: 'open', tone: 'quiet' } as const
const WAIT = { sign: 'going', tone: 'wait' } as const
const UNKNOWN = { sign: 'doubt', tone: 'bad' } as const
