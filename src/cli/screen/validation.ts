import { type Compared, type Outcome, took as tookInWords } from '../../core/validation/basis/verdict.ts'
import { type CheckResult, countedInWords, type SuiteResult } from '../../core/validation/result.ts'
import { type Frame, toned } from './frame.ts'
import { pad, plain } from './text.ts'

const MARKS: Readonly<Record<Outcome, readonly [string, 'good' | 'bad' | 'wait']>> = {
  passed: ['✓', 'good'],
  failed: ['✗', 'bad'],
  unknown: ['?', 'wait'],
}

/** The title of a suite, and a line for each check: `api-server: Healthy (200 OK, 45ms)`. */
export function drawSuite({ title, checks }: SuiteResult, frame: Frame): string {
  const { paint } = frame
  const compared = checks.filter(isCompared)
  const others = checks.filter((check) => !isCompared(check))
  return [
    paint.bold(plain(title)),
    ...others.map((check) => `${mark(check, frame)} ${plain(check.title)}: ${said(check, frame)}`),
    ...table(compared, frame),
    '',
  ].join('\n')
}

export function drawTotal(results: readonly SuiteResult[], { paint }: Frame): string {
  const checks = results.flatMap((suite) => suite.checks)
  const took =
    Math.max(0, ...checks.map(({ at, tookMs }) => at + tookMs)) - Math.min(...checks.map(({ at }) => at))
  const passed = results.every(({ outcome }) => outcome === 'passed')
  const words = `${countedInWords(checks)}, in ${tookInWords(Math.max(0, took))}`
  return passed ? paint.green(words) : paint.red(words)
}

function mark({ outcome }: CheckResult, { paint }: Frame): string {
  const [sign, tone] = MARKS[outcome]
  return toned(paint, tone, sign)
}

function said({ outcome, says, required }: CheckResult, { paint }: Frame): string {
  const words = plain(says)
  const optional = required || outcome === 'passed' ? '' : paint.dim(' (not required)')
  return `${outcome === 'passed' ? words : toned(paint, MARKS[outcome][1], words)}${optional}`
}

type WithCompared = CheckResult & { readonly compared: Compared }
const isCompared = (check: CheckResult): check is WithCompared => check.compared !== undefined

const STATUS: Readonly<Record<Outcome, string>> = { passed: 'OK', failed: 'NOT OK', unknown: 'not known' }

/** `Metric | Baseline | Current | Status`. */
function table(checks: readonly WithCompared[], frame: Frame): readonly string[] {
  if (checks.length === 0) return []
  const rows = checks.map(
    ({ title, compared: { baseline, current } }) => [plain(title), baseline, current] as const,
  )
  const heads = ['Metric', 'Baseline', 'Current'] as const
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => (row[i] ?? '').length)))
  const lineOf = (cells: readonly string[], status: string) =>
    `  ${[...cells.map((cell, i) => pad(cell, widths[i] ?? 0)), status].join(' | ')}`
  return [
    lineOf(heads, 'Status'),
    lineOf(
      widths.map((width) => '-'.repeat(width)),
      '------',
    ),
    ...checks.map(({ outcome }, i) =>
      lineOf(rows[i] ?? [], toned(frame.paint, MARKS[outcome][1], STATUS[outcome])),
    ),
  ]
}
