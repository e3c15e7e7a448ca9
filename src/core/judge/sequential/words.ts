import { formatValue, type Measure } from '../../signal/unit.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { RatioInterval } from './curve.ts'
import type { SequentialReport } from './report.ts'

/** What the numbers are of: the signal's name, its unit for edges, and when the watch began. */
export type Told = { readonly signal: string; readonly measure: Measure; readonly began: Instant }

/**
 * What a person reads: the ratio with its interval, since when, how many more events than at stable's rates, and what
 * the confidence means. One sentence, which begins with what is compared and ends without a full stop.
 */
export function sequentialSentence(report: SequentialReport, told: Told): string {
  const notes = [...notesOf(report)]
  return [mainOf(report, told), ...notes].join('; ')
}

function mainOf(report: SequentialReport, told: Told): string {
  switch (report.verdict) {
    case 'no-data':
      return `${told.signal}: nothing to compare yet`
    case 'worse':
      return report.test === 'worse'
        ? `${found(report, told)}, ${since(report, told)}, about ${counted(report.extra)} ${report.way === 'up' ? 'extra' : 'missing'} in ${counted(report.canary.total)} requests; ${meaning(report)}`
        : `${found(report, told)}: worse than the bound of ${report.bound} x`
    case 'no-worse':
      return report.test === 'no-worse'
        ? `${found(report, told)}, no worse than ${report.bound} x; ${meaning(report)}`
        : `${found(report, told)}, no worse than ${rounded(report.bound)} x so far`
    case 'inconclusive':
      return `${found(report, told)}: inconclusive${limit(report)}`
    case 'assumption-violated':
      return `${found(report, told)}: advisory only, for the same test has fired between parts of stable, which run one version`
  }
}

function found(report: SequentialReport, told: Told): string {
  const { ratio, interval, canary } = report
  const who = subject(report, told)
  if (interval === null) return `${who} has had none in ${counted(canary.total)} requests, as stable`
  const certain = `(always-valid 95 % interval ${intervalWords(interval)})`
  return ratio === null
    ? `${who} has had ${counted(canary.events)} in ${counted(canary.total)} requests, and stable none ${certain}`
    : `${who} ${ratioWords(ratio)} x stable${beside(report, told)} ${certain}`
}

/** Of a signal of which less is worse, what is missing to all is compared: a success ratio's failures. */
function subject({ edges, events }: SequentialReport, { signal, measure }: Told): string {
  if (events === 'rest') return `canary failures of ${signal}`
  return edges === null ? `canary ${signal}` : `canary ${signal} over ${formatValue(measure, edges.canary)}:`
}

const beside = ({ edges }: SequentialReport, { measure }: Told): string =>
  edges === null || edges.canary === edges.stable ? '' : ` over ${formatValue(measure, edges.stable)}`

function since({ from, to }: SequentialReport, { began }: Told): string {
  const lasted = inSeconds(to - from)
  return from === began
    ? `${lasted} after start`
    : `in ${lasted}, from ${inSeconds(from - began)} after start on`
}

const inSeconds = (ms: Millis): string => formatDuration(Math.max(1, Math.round(ms / 1000)) * 1000)

/** "99.9 %" in words. */
function meaning({ test, alpha, bound }: SequentialReport): string {
  const many = counted(Math.round(1 / alpha))
  return test === 'worse'
    ? `at most 1 in ${many} canaries within ${rounded(bound)} x would trigger this`
    : `at most 1 in ${many} canaries at ${rounded(bound)} x would pass`
}

/** At few requests: what could have been seen. */
function limit({ test, smallestVisible, canary, evidence, wanted, way }: SequentialReport): string {
  if (test === 'no-worse')
    return ` after ${counted(canary.total)} requests, with ${Math.max(0, Math.floor((evidence / wanted) * 100))} % of the evidence that a pass needs`
  const could = smallestVisible === null ? null : ratioWords(smallestVisible)
  return could === null
    ? `; ${counted(canary.total)} requests of the canary are too few to see any ratio`
    : `; after ${counted(canary.total)} requests of the canary it could have seen ${could} x or ${way === 'up' ? 'more' : 'less'}`
}

function notesOf({ split }: SequentialReport): readonly string[] {
  if (split === null || split.asAsked) return []
  return [`the split is not what was asked: ${percent(split.seen)} instead of ${percent(split.asked)}`]
}

function intervalWords(interval: RatioInterval | null): string {
  if (interval === null) return 'open'
  const { low, high } = interval
  if (low === null && high === null) return 'open'
  if (low === null) return `up to ${ratioWords(high ?? 0)}`
  return high === null ? `at least ${ratioWords(low)}` : `${ratioWords(low)} to ${ratioWords(high)}`
}

const ratioWords = (ratio: number): string =>
  ratio >= 10 ? ratio.toFixed(0) : ratio >= 1.05 || ratio === 0 ? ratio.toFixed(1) : ratio.toFixed(2)
const rounded = (value: number): string => String(Math.round(value * 1000) / 1000)
const counted = (count: number): string => Math.round(Math.abs(count)).toLocaleString('en-US')
const percent = (share: number): string => `${rounded(share * 100)} %`
