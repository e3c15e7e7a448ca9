import { ACTIONS, knownImpact, POSTMORTEM } from '../../core/report/postmortem.ts'
import type {
  CauseTold,
  ChangeReport,
  IncidentReport,
  RuleTold,
  TimelineLine,
  Undone,
} from '../../core/report/report.ts'
import { clock, lasted } from '../../core/report/words.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { escapedForMarkdown } from '../../core/text/markdown.ts'
import { linkAddress } from './report-text.ts'
import {
  attemptsWords,
  headline,
  leftWords,
  limitWords,
  OUTCOME_WORDS,
  pointWords,
  STANDING_WORDS,
  STEP_WORDS,
  soFarWords,
  standingOf,
  testWords,
  timeAfter,
  tookWords,
  VERIFICATION_WORDS,
} from './report-words.ts'

/** The report as text that people paste into a ticket or a wiki; whatever others have said in it is text there too. */
export function reportMarkdown(report: ChangeReport): string {
  if (report.report === 'none') return `${md(report.sentence)}\n`
  const parts = [head(report), ...sections(report)].filter((part) => part !== '')
  return `${parts.join('\n\n')}\n`
}

const md = escapedForMarkdown

function head(report: IncidentReport): string {
  const { change, environment, version, plan, soFar, summary } = report
  const what = [`plan ${plan}`, environment, ...(version === '' ? [] : [version])]
  const lines = [`# ${md(headline(report))}`, `Incident report of ${md(change)}: ${md(what.join(', '))}.`]
  return [
    ...lines,
    ...(soFar ? [`**${md(soFarWords(report))}**`] : []),
    ...[summary.what, summary.why, summary.end].map(md),
  ].join('\n\n')
}

function sections(report: IncidentReport): readonly string[] {
  const { durations, undone, steps, considerations, validations, verification, links } = report
  const { owed, people, timeline, leftOut } = report
  return [
    causeSection(report.cause),
    section('Evidence', evidenceRows(report)),
    section('Traffic', trafficRows(report)),
    section(
      'How long it took',
      table(
        ['What', 'Took', 'Limit', ''],
        durations.map((took) => [
          took.what,
          lasted(took.tookMs),
          limitWords(took.limitMs),
          STANDING_WORDS[standingOf(took)],
        ]),
      ),
    ),
    section('What was undone, and what was not', undoneRows(undone, OUTCOME_WORDS)),
    section('Steps of the rollback', undoneRows(steps, STEP_WORDS)),
    section(
      'Considerations',
      list(
        considerations.map(
          ({ at, by, because, answer }) => `${clock(at)} ${by}: ${because} (${answer ?? 'not answered'})`,
        ),
      ),
    ),
    section('What was looked at', list(validations.map(({ at, sentence }) => `${clock(at)} ${sentence}`))),
    section(
      'Afterwards',
      verification === null
        ? ''
        : [
            `${VERIFICATION_WORDS[verification.outcome]}: ${verification.sentence}`,
            ...(verification.settled === null ? [] : [verification.settled]),
          ]
            .map(md)
            .join('\n\n'),
    ),
    section(
      'What is owed',
      table(
        ['Task', 'By', 'Until', 'Done'],
        owed.map(({ title, owner, dueAt, done }) => [title, owner, clock(dueAt), done ?? 'no']),
      ),
    ),
    section(
      'Who did what',
      people
        .map(
          ({ name, as, did }) =>
            `**${md(as === null ? name : `${name} (${as})`)}**\n\n${list(did.map((act) => `${clock(act.at)} ${act.fromT} ${act.sentence}`))}`,
        )
        .join('\n\n'),
    ),
    section('Timeline', timelineRows(timeline)),
    section('Links', links.map(({ title, url }) => `- ${md(title)}: <${linkAddress(url)}>`).join('\n')),
    postmortem(report),
    section('Left out', list(leftOut)),
  ]
}

const section = (title: string, body: string): string => (body === '' ? '' : `## ${title}\n\n${body}`)

const list = (lines: readonly string[]): string => lines.map((line) => `- ${md(line)}`).join('\n')

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const row = (cells: readonly string[]) => `| ${cells.map(md).join(' | ')} |`
  return [row(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(row)].join('\n')
}

function causeSection(cause: CauseTold | null): string {
  if (cause === null) return ''
  const { sentence, by, at, rule, before } = cause
  const decided = `${md(sentence)}, decided by ${md(by)} at ${md(clock(at))}.`
  return section(
    'Cause',
    [
      decided,
      ...(rule === null ? [] : [ruleList(rule)]),
      ...(before.length === 0 ? [] : ['Before that:', ...before.map(ruleList)]),
    ].join('\n\n'),
  )
}

function ruleList(rule: RuleTold): string {
  return list([
    `${rule.kind} ${rule.rule} on ${rule.target}: ${rule.sentence}`,
    `Bound: ${rule.bound}`,
    `Measured: ${rule.measured}, of ${rule.samples.toLocaleString('en-US')} samples from ${clock(rule.from)} to ${clock(rule.to)}`,
    `Broken at the latest since ${clock(rule.brokenSince)}`,
    ...testWords(rule).map(([name, words]) => `${name}: ${words}`),
    ...(rule.sharedIncident ? ['Stable broke the bound too: a shared incident'] : []),
  ])
}

function evidenceRows({ evidence }: IncidentReport): string {
  if (evidence === null) return ''
  const { signal, target, shape, points } = evidence
  const value = (one: number | null) => (one === null ? '' : formatValue(shape, one))
  return `${md(`${signal} on ${target}, each time that the journal kept it:`)}\n\n${table(
    ['Time', 'Canary', 'Stable'],
    points.map(({ at, canary, stable }) => [clock(at), value(canary), value(stable)]),
  )}`
}

function trafficRows({ traffic }: IncidentReport): string {
  return traffic
    .map(
      ({ targets, points }) =>
        `${md(`Canary of ${targets.join(', ')}:`)}\n\n${table(
          ['From', 'Share'],
          points.map((point) => [clock(point.at), pointWords(point)]),
        )}`,
    )
    .join('\n\n')
}

const undoneRows = (rows: readonly Undone[], words: Readonly<Record<Undone['outcome'], string>>): string =>
  table(
    ['Step', 'Outcome', 'Took', 'Limit', 'Why'],
    rows.map((row) => [
      row.title,
      words[row.outcome],
      tookWords(row.tookMs),
      limitWords(row.limitMs),
      attemptsWords(row),
    ]),
  )

function timelineRows(timeline: readonly TimelineLine[]): string {
  let before: string | null = null
  const rows = timeline.map((line) => {
    if ('left' in line) return ['', '', '', leftWords(line.left)]
    const time = timeAfter(line.at, before)
    before = line.at
    return [time, line.fromT, line.by, line.sentence]
  })
  return table(['Time (UTC)', 'From T', 'By', 'What happened'], rows)
}

function postmortem(report: IncidentReport): string {
  const parts = POSTMORTEM.map(({ title, asks }) => {
    const known = title === 'Impact' ? `${md(`The journal says: ${knownImpact(report)}`)}\n\n` : ''
    return `### ${title}\n\n${known}_${md(asks)}_`
  })
  const blank = `| ${ACTIONS.columns.map(() => ' ').join(' | ')} |`
  const actions = [
    `| ${ACTIONS.columns.join(' | ')} |`,
    `| ${ACTIONS.columns.map(() => '---').join(' | ')} |`,
    ...Array.from({ length: ACTIONS.rows }, () => blank),
  ].join('\n')
  return ['## Postmortem, to fill in', ...parts, `### ${ACTIONS.title}\n\n${actions}`].join('\n\n')
}
