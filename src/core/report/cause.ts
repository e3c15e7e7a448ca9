import { nameOf } from '../access/actor.ts'
import type { ChangeEvent } from '../change/events/event.ts'
import { wordsOf } from '../change/state/cause-words.ts'
import type { Cause } from '../change/state/change.ts'
import { shapeOfEvidence } from '../judge/evidence-shape.ts'
import type { Evidence } from '../judge/verdict.ts'
import { formatMeasure, formatMeasured, formatResolved } from '../judge/words.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import { formatInstant, type Instant } from '../time/instant.ts'
import type { CauseTold, RuleTold } from './report.ts'
import type { Story } from './story.ts'
import { capital, told } from './words.ts'

/** A rule that has acted: a guard that tripped, a gate that did not hold. */
export type Acted = {
  readonly rule: string
  readonly kind: 'guard' | 'gate'
  readonly target: string
  readonly at: Instant
  readonly evidence: Evidence
}

/** What sent the change back, with who or what decided it; null while nothing has. */
export type Back = { readonly cause: Cause; readonly at: Instant; readonly by: string }

export function backOf(story: Story): Back | null {
  const event = story.last('rollback-started') ?? story.last('preparation-undoing')
  return event === null ? null : { cause: event.cause, at: event.at, by: nameOf(event.by) }
}

/** In the order in which they acted. */
export function actedRules({ events }: Pick<Story, 'events'>): readonly Acted[] {
  return events.flatMap((event) => acted(event) ?? [])
}

function acted(event: ChangeEvent): Acted | null {
  if (event.type !== 'guard-tripped' && event.type !== 'gate-failed') return null
  const { rule, target, at, evidence } = event
  return { rule, target, at, evidence, kind: event.type === 'guard-tripped' ? 'guard' : 'gate' }
}

/** The rule that sent it back, as it stands in the cause. */
export function decidingRule(back: Back | null): Acted | null {
  if (back === null || (back.cause.cause !== 'guard' && back.cause.cause !== 'gate')) return null
  const { rule, target, evidence, cause } = back.cause
  return { rule, target, evidence, kind: cause, at: back.at }
}

/** Since when the bound was broken at the latest: a rule that asks for a while has seen all of it. */
export function brokenSince({ runbook }: Story, { rule, evidence }: Acted): Instant {
  const form = rulesOf(runbook).find(({ rule: { id } }) => id === rule)?.rule.form
  return form?.form === 'for' ? evidence.to - form.ms : evidence.to
}

/** The rule that had acted last, unless people let the change go on after it. */
function standingRule(story: Story): Acted | null {
  const last = actedRules(story).at(-1) ?? null
  const resumed = story.last('resumed')
  return last === null || (resumed !== null && resumed.at >= last.at) ? null : last
}

/** When what sent the change back began to be so; null where a person or the clock decided. */
export function breachOf(story: Story, back: Back | null): Instant | null {
  const deciding = decidingRule(back) ?? standingRule(story)
  if (deciding !== null) return brokenSince(story, deciding)
  switch (back?.cause.cause) {
    case 'no-data':
      return back.cause.since
    case 'probe':
      return story.last('probes-changed')?.at ?? back.at
    case 'step':
      return story.last('step-failed')?.at ?? back.at
    case 'asked':
    case 'killed':
    case 'superseded':
    case 'guard':
    case 'gate':
    case 'incident':
    case 'overrun':
    case 'latched':
    case 'drill':
    case 'missed':
    case undefined:
      return null
  }
}

const BEFORE_MAX = 10

export function causeTold(story: Story, back: Back | null): CauseTold | null {
  const deciding = decidingRule(back)
  const others = actedRules(story).filter(
    ({ rule, target, at }) => rule !== deciding?.rule || target !== deciding.target || at !== deciding.at,
  )
  if (back === null) return null
  return {
    kind: back.cause.cause,
    sentence: told(capital(wordsOf(back.cause))),
    at: formatInstant(back.at),
    by: told(back.by),
    rule: deciding === null ? null : ruleTold(story, deciding),
    before: others.slice(0, BEFORE_MAX).map((one) => ruleTold(story, one)),
  }
}

export function ruleTold(story: Story, acted: Acted): RuleTold {
  const { rule, kind, target, at, evidence } = acted
  const { test } = evidence
  return {
    rule: told(rule),
    kind,
    target: told(target),
    at: formatInstant(at),
    sentence: told(formatMeasure(evidence)),
    bound: told(formatResolved(shapeOfEvidence(evidence), evidence)),
    measured: told(formatMeasured(evidence)),
    samples: evidence.samples,
    from: formatInstant(evidence.from),
    to: formatInstant(evidence.to),
    brokenSince: formatInstant(brokenSince(story, acted)),
    sharedIncident: evidence.sharedIncident,
    test:
      test === undefined
        ? null
        : {
            ratio: test.ratio,
            low: test.interval?.low ?? null,
            high: test.interval?.high ?? null,
            extra: Math.round(test.extra),
          },
  }
}
