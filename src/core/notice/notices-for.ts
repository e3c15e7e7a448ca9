import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { type ChangeEvent, definitionOf } from '../change/events/event.ts'
import { announcedBy, matchesName } from '../change/events/event-name.ts'
import type { Change } from '../change/state/change.ts'
import { NOTICE_FORMAT, type Notice, type Urgency } from './notice.ts'
import { SERVICE_EVENT, type Service, servicesIn } from './services.ts'
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

/** Where in which turn of a change something happened; `change` is how it was before. */
export type Place = { readonly change: Change; readonly revision: number; readonly sequence: number }

/**
 * The notices of an event. The same event never gives a second notice, and two events never share one: two turns of one
 * instant may have the same revision and sequence, so what happened is part of the id. What has become of several
 * services is one notice for each of them: a receiver that counts deployments counts services.
 */
export function noticesFor(
  event: ChangeEvent,
  place: Place,
  channels: readonly Channel[],
): readonly Notice[] {
  const name = announcedBy(event)
  const wakes = pages(event)
  const services = servicesIn(event, place.change)
  const isSplit = event.type === 'adopted' && services.length > 1
  const own = isSplit
    ? []
    : [told(event, place, name, services.length === 1 && event.type === 'adopted' ? services[0] : undefined)]
  const apart = services
    .filter(() => isSplit || event.type !== 'adopted')
    .map((service) => told(event, place, SERVICE_EVENT[service.is], service, `.${service.target}`))
  return [
    ...own.flatMap((notice) => sentTo(channels, notice, (channel) => wakes && channel.urgency === 'page')),
    ...apart.flatMap((notice) => sentTo(channels, notice, () => false)),
  ]
}

/** That an alarm no longer stands, to those who were woken by it, and to those who subscribe to `NAME:resolved`. */
export function endNotices(
  event: ChangeEvent,
  alarm: string,
  place: Place,
  channels: readonly Channel[],
): readonly Notice[] {
  const notice = told(event, place, `${alarm}:resolved`, undefined, `.${alarm}:resolved`)
  const facts = { ...notice.facts, ends: alarm }
  return sentTo(channels, { ...notice, facts }, ({ urgency }) => urgency === 'page').map((one) => ({
    ...one,
    urgency: 'tell',
  }))
}

/** Whether a person is woken by it: each event's own definition says so. */
export function pages(event: ChangeEvent): boolean {
  return definitionOf(event).wakes(event) === 'page'
}

type Draft = Omit<Notice, 'channel' | 'urgency' | 'facts'> & {
  readonly facts: Extract<Notice['facts'], { readonly kind: 'change-event' }>
}

function told(
  event: ChangeEvent,
  { change: { id, runbook }, revision, sequence }: Place,
  name: string,
  service?: Service,
  suffix = '',
): Draft {
  const digest = bytesToHex(sha256(utf8ToBytes(canonicalize(event) ?? ''))).slice(0, 16)
  const said = toldEvent(event)
  return {
    format: NOTICE_FORMAT,
    id: `${id}.${revision}.${sequence}.${digest}${suffix}`,
    environment: runbook.environment,
    at: event.at,
    occasion: { kind: 'event', name, version: EVENT_VERSION },
    subject: changeSubject(id, runbook.title),
    facts: {
      kind: 'change-event',
      event: said,
      names: namesIn(said, runbook),
      ...(service === undefined ? {} : { service }),
    },
  }
}

/** A channel that wakes gets what `isFor` says; the others what they subscribe to. */
function sentTo(
  channels: readonly Channel[],
  notice: Draft,
  isFor: (channel: Channel) => boolean,
): readonly Notice[] {
  const { name } = notice.occasion
  return channels
    .filter((one) =>
      one.urgency === 'page' ? isFor(one) : one.events.some((pattern) => matchesName(pattern, name)),
    )
    .map(({ channel, urgency }) => ({ ...notice, id: `${notice.id}.${channel}`, channel, urgency }))
}
