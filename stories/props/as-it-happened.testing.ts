import type { ChangeEvent } from '../../src/core/change/events/event.ts'
import { backItem, type EffectRef } from '../../src/core/change/outside/observations.ts'
import type { Instant, Millis } from '../../src/core/time/instant.ts'

/** What came from outside in a real run, with offsets from its request, as a script of `cutwater simulate`. */
export type AsItHappened = {
  readonly start: string
  readonly proxiesTake: string
  readonly peopleTake: string
  readonly effects: readonly object[]
  readonly commands: readonly object[]
}

/**
 * What each command, call and flag took and came to, and what people said when, so that the script foresees none of it.
 * Who ticked and approved without being told to (`told`: items and decisions), did so some time after being asked.
 */
export function asItHappened(events: readonly ChangeEvent[], told: ReadonlySet<string>): AsItHappened {
  const start = requestedAt(events)
  const span = (ms: Millis) => `${ms}ms`
  return {
    start: new Date(start).toISOString(),
    proxiesTake: span(proxiesTook(events)),
    peopleTake: span(peopleTook(events, told)),
    effects: effectsIn(events).map(({ ref, took, ...end }) => ({ ...ref, takes: span(took), ...end })),
    commands: events.flatMap((event, i) => {
      // Who answers a guard resumes by the same word.
      const isOwn = event.type !== 'resumed' || events[i - 1]?.type !== 'guard-answered'
      const said = event.by.kind === 'person' && isOwn ? saidBy(event, told) : null
      return said === null || event.by.kind !== 'person'
        ? []
        : [{ at: span(event.at - start), who: event.by.name, ...said }]
    }),
  }
}

/** A simulation drafts and requests in one breath. */
export const requestedAt = (events: readonly ChangeEvent[]): Instant =>
  events.find(({ type }) => type === 'requested')?.at ?? 0

function saidBy(event: ChangeEvent, told: ReadonlySet<string>): object | null {
  switch (event.type) {
    case 'item-ticked':
      return told.has(event.item) ? { do: 'tick', item: event.item } : null
    case 'decided':
      return told.has(event.step)
        ? { do: 'decide', item: event.step, as: event.as, because: event.because ?? undefined }
        : null
    case 'guard-answered':
      return { do: 'answer', guard: event.rule, as: event.as, because: event.because }
    case 'resumed':
    case 'opening-unblocked':
      return { do: 'resume' }
    case 'preparation-undoing':
    case 'rollback-started':
      return event.cause.cause === 'asked' ? { do: 'abort', because: event.cause.because } : null
    default:
      return null
  }
}

type Ended = {
  readonly ref: EffectRef
  readonly took: Millis
  readonly outcome: string
  readonly reason?: string
}

function effectsIn(events: readonly ChangeEvent[]): readonly Ended[] {
  const under = new Map<string, { readonly ref: EffectRef; readonly from: Instant }>()
  const ended: Ended[] = []
  const begin = (item: string, direction: EffectRef['direction'], attempt: number, from: Instant) => {
    under.set(`${item} ${direction}`, { ref: { item, direction, attempt }, from })
  }
  const end = (item: string, direction: EffectRef['direction'], at: Instant, reason?: string) => {
    const begun = under.get(`${item} ${direction}`)
    if (begun === undefined) return
    under.delete(`${item} ${direction}`)
    const took = at - begun.from
    ended.push({
      ...{ ref: begun.ref, took },
      ...(reason === undefined ? { outcome: 'done' } : { outcome: 'failed', reason }),
    })
  }
  for (const event of events)
    switch (event.type) {
      case 'step-started':
        begin(event.step, 'do', event.attempt, event.at)
        break
      case 'step-done':
        end(event.step, 'do', event.at)
        break
      case 'step-failed':
        end(event.step, 'do', event.at, event.reason)
        break
      case 'undo-started':
        begin(event.step, 'undo', event.attempt, event.at)
        break
      case 'undo-done':
        end(event.step, 'undo', event.at)
        break
      case 'undo-failed':
        end(event.step, 'undo', event.at, event.reason)
        break
      case 'back-step-started':
        begin(backItem(event.step), 'undo', event.attempt, event.at)
        break
      case 'back-step-done':
        end(backItem(event.step), 'undo', event.at)
        break
      case 'back-step-failed':
        end(backItem(event.step), 'undo', event.at, event.reason)
        break
    }
  return ended
}

/** From a weight to the word of the last proxy that it has it. */
function proxiesTook(events: readonly ChangeEvent[]): Millis {
  return mean(
    events.flatMap((event, i) => {
      if (event.type !== 'stage-entered') return []
      const heard = events.slice(i).find(({ type }) => type === 'hold-started')
      return heard === undefined ? [] : [heard.at - event.at]
    }),
  )
}

/** From a question to its answer; so long that nobody answers, where nobody did. */
function peopleTook(events: readonly ChangeEvent[], told: ReadonlySet<string>): Millis {
  const took = events.flatMap((event, i) => {
    if (event.type !== 'item-ticked' && event.type !== 'decided') return []
    const about = event.type === 'decided' ? event.step : event.item
    if (told.has(about)) return []
    const asked = events.slice(0, i).findLast((one) => asksFor(one, about))
    return asked === undefined ? [] : [event.at - asked.at]
  })
  return took.length === 0 ? NOBODY : mean(took)
}

const NOBODY: Millis = 1_000 * 3_600_000

function asksFor(event: ChangeEvent, about: string): boolean {
  if (event.type === 'decision-asked') return event.step === about
  if (event.type !== 'checklist-opened') return false
  return about.startsWith(event.stage === undefined ? `${event.step}/` : `${event.step}@`)
}

const mean = (all: readonly Millis[]): Millis =>
  all.length === 0 ? 0 : Math.round(all.reduce((sum, one) => sum + one, 0) / all.length)
