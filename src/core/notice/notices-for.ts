import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { type ChangeEvent, definitionOf } from '../change/events/event.ts'
import { announcedBy, matchesName } from '../change/events/event-name.ts'
import type { ChangeId } from '../change/state/change.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { NOTICE_FORMAT, type Notice, type Urgency } from './notice.ts'
import { changeSubject } from './subject.ts'
import { namesIn, toldEvent } from './told-event.ts'

/** A place notices go to; from the binding. A `page` channel gets only what should wake a person. */
export type Channel = {
  readonly channel: string
  readonly urgency: Urgency
  readonly events: readonly string[]
}

/** Of the events of a change: the same that their journal entries have. */
const EVENT_VERSION = 1

/**
 * The notices of an event. The same event never gives a second notice, and two events never share one: two turns of one
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
  const told = toldEvent(event)
  const facts = { kind: 'change-event', event: told, names: namesIn(told, runbook) } as const
  return channels
    .filter(({ urgency, events }) =>
      urgency === 'page' ? wakes : events.some((pattern) => matchesName(pattern, name)),
    )
    .map(({ channel, urgency }) => ({
      format: NOTICE_FORMAT,
      id: `${id}.${revision}.${sequence}.${digest}.${channel}`,
      channel,
      environment: runbook.environment,
      urgency,
      at: event.at,
      occasion: { kind: 'event', name, version: EVENT_VERSION },
      subject: changeSubject(id, runbook.title),
      facts,
    }))
}

/** Whether a person is woken by it: each event's own definition says so. */
export function pages(event: ChangeEvent): boolean {
  return definitionOf(event).wakes(event) === 'page'
}
