import type {
  IncidentReport,
  Outcome,
  RuleTold,
  Took,
  TrafficPoint,
  Undone,
  VerificationTold,
} from '../../core/report/report.ts'
import { counted, lasted } from '../../core/report/words.ts'
import { percent } from '../../core/traffic/percent.ts'

/** The words that Markdown and HTML share, so that neither says anything else than the other. */
export const headline = ({ title, status }: Pick<IncidentReport, 'title' | 'status'>): string =>
  `${title} ${STATUS_WORDS[status]}`

const STATUS_WORDS: Readonly<Record<IncidentReport['status'], string>> = {
  draft: 'is a draft',
  requested: 'is requested',
  scheduled: 'is scheduled',
  preparing: 'is being prepared',
  running: 'is running',
  paused: 'is paused',
  'rolling-back': 'is rolling back',
  succeeded: 'succeeded',
  'rolled-back': 'was rolled back',
  failed: 'failed',
  cancelled: 'was cancelled',
  expired: 'has expired',
  missed: 'missed its window',
}

export const soFarWords = ({ status, upTo }: Pick<IncidentReport, 'status' | 'upTo'>): string =>
  status === 'rolled-back' || status === 'failed'
    ? 'The change has ended, and its rollback is being verified: this report is not complete yet.'
    : `The change is ${status}: this is what is known so far, of ${counted(upTo.entries, 'entry', 'entries')} of its journal.`

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  undone: 'Undone',
  'nothing-to-undo': 'Nothing to undo',
  'not-undone': 'NOT undone',
  open: 'Not over',
}

/** Of the steps of the rollback itself, which undo nothing. */
export const STEP_WORDS: Readonly<Record<Outcome, string>> = {
  undone: 'Done',
  'nothing-to-undo': 'Done',
  'not-undone': 'NOT done',
  open: 'Not over',
}

export const VERIFICATION_WORDS: Readonly<Record<VerificationTold['outcome'], string>> = {
  passed: 'Passed',
  failed: 'Did NOT pass',
  inconclusive: 'Inconclusive',
  open: 'Under way',
}

export type Standing = 'within' | 'over' | 'none' | 'open'

/** Whether a part kept to its limit; one that is not over yet may still. */
export function standingOf({ tookMs, limitMs, open }: Took): Standing {
  if (limitMs !== null && tookMs > limitMs) return 'over'
  if (open) return 'open'
  return limitMs === null ? 'none' : 'within'
}

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  within: 'Within',
  over: 'OVER',
  none: '',
  open: 'Not over',
}

export const limitWords = (limitMs: number | null): string => (limitMs === null ? 'none' : lasted(limitMs))
export const tookWords = (tookMs: number | null): string => (tookMs === null ? '' : lasted(tookMs))

export function attemptsWords({ attempts, because }: Undone): string {
  const words = because ?? ''
  return attempts > 1 ? `${words}${words === '' ? '' : ' '}(${attempts} attempts)` : words
}

export function testWords({ test }: RuleTold): readonly (readonly [name: string, words: string])[] {
  if (test === null) return []
  const { ratio, low, high, extra } = test
  const interval =
    low === null && high === null
      ? 'open'
      : `${low === null ? 'anything' : rounded(low)} to ${high === null ? 'anything' : rounded(high)}`
  return [
    ['Times stable', ratio === null ? 'stable had none' : `${rounded(ratio)} (95 % interval: ${interval})`],
    [
      extra >= 0 ? 'Extra events' : 'Missing events',
      `about ${Math.abs(extra).toLocaleString('en-US')} beside stable's rates`,
    ],
  ]
}

const rounded = (value: number): string => String(Math.round(value * 100) / 100)

export const pointWords = ({ weight, adopted }: TrafficPoint): string =>
  adopted ? 'everybody: it was adopted' : percent(weight)

/** `12:04:10`, and the day where it is another than that of the line before. */
export function timeAfter(at: string, before: string | null): string {
  const [day, time] = [at.slice(0, 10), at.slice(11, 19)]
  return before?.slice(0, 10) === day ? time : `${day} ${time}`
}

export const leftWords = (left: number): string => `${counted(left, 'entry', 'entries')} not shown here`
