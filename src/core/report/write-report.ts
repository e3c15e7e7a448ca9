import { isTerminal } from '../change/state/change.ts'
import type { Entry } from '../journal/entry.ts'
import { formatInstant, type Instant } from '../time/instant.ts'
import { considerationsOf, owedOf, validationsOf, verificationOf } from './afterwards.ts'
import { actedRules, backOf, breachOf, causeTold, decidingRule } from './cause.ts'
import { durationsOf, endOf } from './durations.ts'
import { evidenceTold } from './evidence.ts'
import type { At, ChangeReport, IncidentReport, Undone, Uneventful } from './report.ts'
import { type ReadEntry, readForReport, type Story, storyOf } from './story.ts'
import { summaryOf } from './summary.ts'
import { peopleOf, timelineOf } from './timeline.ts'
import { trafficOf } from './traffic.ts'
import { backStepsOf, type Part, undoneOf } from './undone.ts'
import { clock, counted, told } from './words.ts'

/** Of lists that a plan or people may make long. */
const ROWS_MAX = 100

/**
 * The report of a change, of the entries of its own stream and of its follow-ups, and of nothing else; null where the
 * first entry is not the one that every change begins with.
 */
export function reportOf(change: readonly Entry[], followUps: readonly Entry[]): ChangeReport | null {
  return writeReport(change.map(readForReport), followUps)
}

/** The same, of entries that were read before: a long stream is read a page at a time. */
export function writeReport(entries: readonly ReadEntry[], followUps: readonly Entry[]): ChangeReport | null {
  const story = storyOf(entries)
  if (story === null) return null
  const sentence = whyNone(story)
  return sentence === null ? incident(story, followUps) : none(story, sentence)
}

const none = ({ id, runbook, status }: Story, sentence: string): Uneventful => ({
  report: 'none',
  change: id,
  title: told(runbook.title),
  status,
  sentence,
})

/** Why there is nothing to report; null where there is. */
function whyNone({ id, status, until, runbook }: Story): string | null {
  if (runbook.drill !== undefined)
    return `${id} is a drill, and no incident: cutwater drills --of ${id} shows its record.`
  const see = `cutwater show ${id} and cutwater journal show ${id} say what happened.`
  switch (status) {
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
      return `${id} is ${status} and has touched no traffic: there is no incident to report.`
    case 'succeeded':
      return `${id} succeeded and was not rolled back: there is no incident to report. ${see}`
    case 'cancelled':
    case 'expired':
    case 'missed':
      return `${id} ended ${WORDS[status]} at ${clock(until)}, before any traffic was moved: there is no incident to report. ${see}`
    case 'running':
    case 'paused':
    case 'rolling-back':
    case 'rolled-back':
    case 'failed':
      return null
  }
}

const WORDS = { cancelled: 'cancelled', expired: 'expired', missed: 'missed' } as const

function incident(story: Story, followUps: readonly Entry[]): IncidentReport {
  const { id, runbook, status, until, entries } = story
  const t = tOf(story)
  const back = backOf(story)
  const breach = breachOf(story, back)
  const traffic = trafficOf(story)
  const parts = { undone: undoneOf(story), steps: backStepsOf(story) }
  const verification = verificationOf(story)
  const deciding = decidingRule(back) ?? actedRules(story).at(-1) ?? null
  const durations = durationsOf(story, { breach, ...parts })
  const considerations = considerationsOf(story)
  const validations = validationsOf(story)
  const owed = owedOf(followUps)
  const people = peopleOf(story, t)
  const timeline = timelineOf(story, t)
  return {
    report: 'incident',
    change: id,
    title: told(runbook.title),
    plan: told(runbook.plan),
    environment: told(runbook.environment),
    version: told(runbook.version),
    targets: runbook.targets.slice(0, ROWS_MAX).map(told),
    status,
    soFar: !isTerminal({ status }) || verification?.outcome === 'open',
    upTo: { at: formatInstant(until), entries: entries.length },
    t: shown(t),
    summary: summaryOf({ story, t, back, breach, traffic, verification, ...parts }),
    cause: causeTold(story, back),
    moments: {
      trafficFrom: shown(traffic.from),
      breach: shown(breach),
      decided: shown(back?.at ?? null),
      closed: shown(story.last('traffic-closed')?.at ?? null),
      ended: shown(endOf(story)),
      most: traffic.most,
      exposedMs: traffic.exposedMs,
    },
    durations: durations.slice(0, ROWS_MAX),
    traffic: traffic.told,
    evidence: deciding === null ? null : evidenceTold(story, deciding),
    undone: parts.undone.slice(0, ROWS_MAX).map(rowOf),
    steps: parts.steps.slice(0, ROWS_MAX).map(rowOf),
    considerations: considerations.slice(0, ROWS_MAX),
    validations: validations.slice(0, ROWS_MAX),
    verification,
    owed: owed.slice(0, ROWS_MAX),
    people: people.told,
    timeline,
    links: (runbook.change?.links ?? []).map(({ title, url }) => ({ title: told(title), url })),
    leftOut: leftOut(story, [
      [timeline.reduce((sum, line) => sum + ('left' in line ? line.left : 0), 0), 'line', 'of the timeline'],
      [people.left, 'person', 'of those who acted'],
      [people.acts, 'act', 'of people'],
      [durations.length - ROWS_MAX, 'row', 'of the durations'],
      [parts.undone.length - ROWS_MAX, 'step', 'of what was undone'],
      [parts.steps.length - ROWS_MAX, 'step', 'of the rollback'],
      [considerations.length - ROWS_MAX, 'consideration', ''],
      [validations.length - ROWS_MAX, 'validation', ''],
      [owed.length - ROWS_MAX, 'task', 'of what is owed'],
      [traffic.left, 'point', 'of the traffic'],
    ]),
  }
}

type Left = readonly [count: number, one: string, of: string]

function leftOut({ id }: Story, lefts: readonly Left[]): readonly string[] {
  const left = lefts.filter(([count]) => count > 0)
  return left.map(([count, one, of], i) => {
    const many = one === 'person' ? 'people' : `${one}s`
    const where = i < left.length - 1 ? '' : `; cutwater journal show ${id} has everything`
    return `${counted(count, one, many)}${of === '' ? '' : ` ${of}`} ${count === 1 ? 'is' : 'are'} left out, for the report is kept short${where}`
  })
}

const shown = (at: Instant | null): At | null => (at === null ? null : formatInstant(at))

/** T: the planned start of the window where the plan has one, else the moment at which it opened. */
function tOf(story: Story): Instant | null {
  const opened = story.last('window-opened')
  return opened === null ? null : (story.runbook.window?.start ?? opened.at)
}

function rowOf({ id, title, outcome, because, tookMs, limitMs, attempts }: Part): Undone {
  return { id: told(id), title, outcome, because, tookMs, limitMs, attempts }
}
