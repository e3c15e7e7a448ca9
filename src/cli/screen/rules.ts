import type { ChangeView } from '../../read/change/change-view.ts'
import type { BakeView } from '../../read/progress/bakes-view.ts'
import type { RolloutView } from '../../read/progress/rollout-view.ts'
import type { EachView, RuleOnTarget, RuleView, TestView } from '../../read/progress/rule-view.ts'
import { comparisonWords } from '../../read/words/comparison.ts'
import { count } from '../../read/words/number.ts'
import { undecidedWords, verdictWords } from '../../read/words/verdict.ts'
import { type Frame, GLYPHS, headed, MARGIN, toned } from './frame.ts'
import { clip, columnsOf, pad, padLeft, plain } from './text.ts'

/** Gates and guards with the numbers that decide, target by target. */
export const drawRules = ({ rules, phase }: RolloutView, frame: Frame): readonly string[] =>
  drawn(
    rules,
    { gate: 'Gate', guard: 'Guard' },
    phase === 'left' || phase === 'done' || phase === 'to-adopt',
    frame,
  )

/** Of a step that watches without moving traffic. */
export const drawBakeRules = ({ rules, phase }: BakeView, frame: Frame): readonly string[] =>
  drawn(rules, { gate: 'Gate', guard: 'Guard' }, phase !== 'baking', frame)

/** Those that watch over all rollouts of the plan. */
export const drawGuards = ({ guards, endedAt }: ChangeView, frame: Frame): readonly string[] =>
  drawn(guards, { gate: 'Plan', guard: 'Plan' }, endedAt !== null, frame)

function drawn(
  rules: readonly RuleView[],
  words: Readonly<Record<RuleView['kind'], string>>,
  over: boolean,
  frame: Frame,
): readonly string[] {
  return rules.flatMap((rule) => {
    const head = clip(
      [
        `${plain(rule.signal)} ${rule.wanted}${rule.kind === 'guard' ? `: ${rule.otherwise}` : ''}`,
        undecidedWords(rule),
      ]
        .filter((words) => words !== null)
        .join('; '),
      frame.columns - 11,
    )
    const lines = rule.targets.flatMap((on) => [
      lineOf(rule, on, over, frame),
      ...(on.test === null ? [] : [evidenceLine(rule, on, on.test, over, frame)]),
      ...(on.each === null ? [] : eachLines(on.each, frame)),
    ])
    return headed(frame.paint, words[rule.kind], [head, ...lines])
  })
}

/** Beside numbers a tick says more than a disc. */
const SIGNS = { ...GLYPHS, done: '✓', going: '~', open: '·' }

function lineOf(rule: RuleView, on: RuleOnTarget, over: boolean, { paint, now, columns }: Frame): string {
  const widest = Math.min(16, Math.max(...rule.targets.map(({ target }) => target.length)))
  const { sign, tone, word, more } = verdictWords(rule, on, over, now)
  // What is bad has to be seen without colours as well.
  const resolved = on.resolved === null ? '' : ` (${on.resolved})`
  const words = `${tone === 'bad' ? word.toUpperCase() : word}${more}${resolved}`
  const value = padLeft(on.shown ?? '-', 10)
  const samples = padLeft(`${count(on.samples)} samples`, 15)
  const room = Math.max(10, columns - widest - 43)
  return `  ${pad(clip(plain(on.target), widest), widest)} ${on.watched ? value : paint.dim(value)} ${paint.dim(samples)}   ${toned(paint, tone, `${SIGNS[sign]} ${clip(words, room)}`)}`
}

/** The worst few, with how all of them do. */
const SERIES_SHOWN = 3

function eachLines({ label, summary, series }: EachView, { paint, columns }: Frame): readonly string[] {
  const room = columns - MARGIN - 4
  const bad = series.filter(({ verdict }) => verdict === 'worse').slice(0, SERIES_SHOWN)
  const shown = bad.length > 0 ? bad : series.slice(0, 1)
  const words = shown.map(({ name, shown, samples, verdict }) => {
    const line = clip(
      `${label} ${plain(name)} ${shown ?? 'no data'} of ${count(samples)} samples`,
      Math.max(10, room),
    )
    return `    ${verdict === 'worse' ? toned(paint, 'bad', line) : line}`
  })
  return [
    ...words,
    `    ${paint.dim(clip(series.length === 0 ? `no ${label} yet` : summary, Math.max(10, room)))}`,
  ]
}

const EVIDENCE_COLUMNS = 10

/** How near a rule that compares with stable is to deciding, and what it found; as much as there is room for. */
function evidenceLine(
  rule: RuleView,
  on: RuleOnTarget,
  test: TestView,
  over: boolean,
  { paint, columns }: Frame,
): string {
  const { brief, share, tone, ratio, interval, extra } = comparisonWords(rule, on, test, over)
  const filled = Math.floor(test.evidence * EVIDENCE_COLUMNS)
  const bar = `${toned(paint, tone, '█'.repeat(filled))}${paint.dim('░'.repeat(EVIDENCE_COLUMNS - filled))}`
  const found = ratio === null ? [] : [interval === null ? ratio : `${ratio} (${interval})`, extra]
  const room = columns - MARGIN - 7 - columnsOf(brief) - EVIDENCE_COLUMNS
  const words = [share, ...found].reduce((line, part) =>
    columnsOf(`${line}; ${part}`) <= room ? `${line}; ${part}` : line,
  )
  return `    ${brief} ${bar} ${clip(words, room)}`
}
