import { wordsOf } from '../change/state/cause-words.ts'
import { formatMeasure } from '../judge/words.ts'
import type { Instant } from '../time/instant.ts'
import { percent } from '../traffic/percent.ts'
import { type Acted, actedRules, type Back, decidingRule } from './cause.ts'
import { endOf } from './durations.ts'
import type { IncidentReport, VerificationTold } from './report.ts'
import type { Story } from './story.ts'
import type { Traffic } from './traffic.ts'
import type { Part } from './undone.ts'
import { clock, counted, fromT, lasted, listed, told } from './words.ts'

type Known = {
  readonly story: Story
  readonly t: Instant | null
  readonly back: Back | null
  readonly breach: Instant | null
  readonly traffic: Traffic
  readonly undone: readonly Part[]
  readonly steps: readonly Part[]
  readonly verification: VerificationTold | null
}

/** Three sentences: what users got, why it went back, and how it ended. */
export const summaryOf = (known: Known): IncidentReport['summary'] => ({
  what: whatHappened(known),
  why: why(known),
  end: howItEnded(known),
})

function whatHappened({ story, traffic }: Known): string {
  const { id, runbook } = story
  const what = told(`${id}, ${runbook.title}`)
  const { from, most, exposedMs, told: ways } = traffic
  if (from === null) {
    const began = story.last('window-opened') ?? story.last('preparation-started') ?? story.events[0]
    return `${what}, began in ${told(runbook.environment)} at ${clock(began?.at ?? story.until)} and showed no user anything new.`
  }
  const targets = listed(ways.flatMap(({ targets }) => targets).map(told))
  const version = runbook.version === '' ? 'the new version' : told(runbook.version)
  return `${what}, showed ${version} to up to ${percent(most)} of the general public of ${targets} in ${told(runbook.environment)}, from ${clock(from)} on, for ${lasted(exposedMs)} in all.`
}

function why({ story, t, back }: Known): string {
  const deciding = decidingRule(back)
  if (deciding !== null) return `${when(deciding.at, t)} ${ruleWords(deciding)}.`
  if (back !== null) {
    const { cause, by, at } = back
    const words = told(wordsOf(cause))
    switch (cause.cause) {
      case 'asked':
        return `${when(at, t)} ${told(by)} sent it back: ${words}.`
      case 'killed':
        return `${when(at, t)} ${told(by)} killed it: ${words}.`
      case 'superseded':
      case 'guard':
      case 'gate':
      case 'incident':
      case 'no-data':
      case 'probe':
      case 'step':
      case 'overrun':
      case 'latched':
      case 'drill':
      case 'missed':
        return `${when(at, t)} Cutwater sent it back: ${words}.`
    }
  }
  const last = actedRules(story).at(-1)
  return last === undefined
    ? 'No rule has tripped, and nothing was rolled back.'
    : `${when(last.at, t)} ${ruleWords(last)}, and nothing was rolled back.`
}

const when = (at: Instant, t: Instant | null): string =>
  t === null ? `At ${clock(at)}` : `At ${clock(at)} (${fromT(at, t)})`

const ruleWords = ({ rule, kind, target, evidence }: Acted): string =>
  told(
    `${kind} ${rule} ${kind === 'guard' ? 'tripped' : 'did not hold'} on ${target}: ${formatMeasure(evidence)}`,
  )

function howItEnded(known: Known): string {
  const { story, back, breach } = known
  const end = endOf(story)
  if (end === null || back === null) {
    const now =
      story.status === 'rolling-back'
        ? 'It is rolling back'
        : story.status === 'paused'
          ? 'It is paused'
          : 'It runs on'
    return `${now}: this report has what happened until ${clock(story.until)}.`
  }
  const closed = story.last('traffic-closed')
  const closing =
    closed === null || known.traffic.from === null
      ? 'No traffic had to be closed'
      : `Every request went to stable ${lasted(closed.at - back.at)} after that${breach === null ? '' : `, ${lasted(closed.at - breach)} after the breach began`}`
  const undone = [
    ...leftWords(known.undone, 'was not undone', 'were not undone'),
    ...leftWords(known.steps, 'of the rollback was not done', 'of the rollback were not done'),
  ]
  const became = undone.length === 0 ? 'all that had to be undone was' : undone.join(', ')
  return `${closing}, ${became}, and it ended ${story.status === 'failed' ? 'as failed' : 'rolled back'} at ${clock(end)}${serving(story)}${verified(known)}.`
}

const NAMED = 3

/** `1 step was not undone (Deploy wix)`; nothing where none was left. */
function leftWords(parts: readonly Part[], one: string, many: string): readonly string[] {
  const left = parts.filter(({ outcome }) => outcome === 'not-undone').map(({ title }) => title)
  if (left.length === 0) return []
  const named = `${listed(left.slice(0, NAMED))}${left.length > NAMED ? ' and others' : ''}`
  return [`${counted(left.length, `step ${one}`, `steps ${many}`)} (${named})`]
}

/** Of targets whose canary was adopted: going back from that is a change of its own. */
function serving(story: Story): string {
  const versions = Object.entries(story.last('failed')?.serving ?? {})
  return versions
    .slice(0, NAMED)
    .map(
      ([target, version]) =>
        `; ${told(target)} serves everyone ${version === '' ? 'the new version' : told(version)}`,
    )
    .join('')
}

function verified({ verification }: Known): string {
  switch (verification?.outcome) {
    case undefined:
      return ''
    case 'passed':
      return '; what serves everybody was well afterwards'
    case 'failed':
      return '; what serves everybody was NOT well afterwards'
    case 'inconclusive':
      return '; nobody knows whether what serves everybody was well afterwards'
    case 'open':
      return '; whether what serves everybody is well is being looked at'
  }
}
