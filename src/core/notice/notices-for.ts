import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import type { ChangeEvent } from '../change/events/event.ts'
import { announcedBy, matchesName } from '../change/events/event-name.ts'
import type { ChangeId } from '../change/state/change.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Notice } from './notice.ts'
import { sentenceFor } from './sentence.ts'

/** A place notices go to; from the binding. A `page` channel gets only what should wake a person. */
export type Channel = {
  readonly channel: string
  readonly urgency: 'page' | 'event'
  readonly events: readonly string[]
}

/**
 * Who is told of an event. The same event never gives a second notice, and two events never share one: two turns of one
 * instant may have the same revision and sequence, so what happened is part of the id.
 */
export function noticesFor(
  event: ChangeEvent,
  id: ChangeId,
  revision: number,
  sequence: number,
  runbook: Runbook,
  channels: readonly Channel[],
): readonly Notice[] {
  const name = announcedBy(event)
  const wakes = pages(event)
  const digest = bytesToHex(sha256(utf8ToBytes(canonicalize(event) ?? ''))).slice(0, 16)
  return channels
    .filter(({ urgency, events }) =>
      urgency === 'page' ? wakes : events.some((pattern) => matchesName(pattern, name)),
    )
    .map(({ channel, urgency }) => ({
      id: `${id}.${revision}.${sequence}.${digest}.${channel}`,
      channel,
      urgency,
      event: name,
      change: id,
      environment: runbook.environment,
      at: event.at,
      text: `${id} ${runbook.title}: ${sentenceFor(event, runbook)}`,
      data: { ...event, runbook: undefined },
    }))
}

/** Overrun, doubt, silence, rollback and whatever else stops the change without anybody having asked for it. */
export function pages(event: ChangeEvent): boolean {
  switch (event.type) {
    case 'window-overrun':
    case 'hold-restarted':
    case 'hold-prolonged':
    case 'move-unacknowledged':
    case 'close-unacknowledged':
    case 'rollback-started':
    case 'failed':
    case 'missed':
    case 'expired':
      return true
    case 'evidence-missing':
      return event.first
    case 'step-unknown':
      return event.ask === 'person'
    case 'undo-failed':
      return event.final
    case 'paused':
    case 'opening-blocked':
    case 'cancelled':
      return event.by.kind === 'engine'
    default:
      return false
  }
}
