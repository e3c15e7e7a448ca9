import { formatInstant } from '../time/instant.ts'
import type { Facts, Notice, Urgency } from './notice.ts'
import { SERVICE_EVENT, type Service } from './services.ts'
import { chainOf } from './subject.ts'
import { textOf } from './text.ts'

/** CloudEvents 1.0, as sent in structured mode. */
export type CloudEvent = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly data: CdEvent
}

/** CDEvents 0.5.1 (https://cdevents.dev). What it has no place for is in `customData`, the consumed name foremost. */
export type CdEvent = {
  readonly context: {
    readonly specversion: '0.5.1'
    readonly id: string
    readonly source: string
    readonly type: string
    readonly timestamp: string
    /** The same for all events of one change. */
    readonly chainId: string
  }
  readonly subject: CdSubject
  readonly customData: Told
  readonly customDataContentType: 'application/json'
}

/** The notice in the words that receivers have known from the first version on. */
type Told = {
  readonly event: string
  readonly urgency: 'page' | 'event'
  /** Or what else the notice is about: a target's name, `journal`. */
  readonly change: string
  readonly environment: string
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
}

type CdSubject = {
  readonly id: string
  readonly source: string
  readonly content: Readonly<Record<string, unknown>>
}

/** `source` is a URI reference that names this Cutwater. The same notice always gives the same event. */
export function cloudEventOf(notice: Notice, source: string): CloudEvent {
  const told = toldBy(notice)
  const { type, id: subject, content } = described(told)
  const time = formatInstant(notice.at)
  const { id } = notice
  return {
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    data: {
      context: { specversion: '0.5.1', id, source, type, timestamp: time, chainId: told.change },
      subject: { id: subject, source, content },
      customData: told,
      customDataContentType: 'application/json',
    },
  }
}

function toldBy(notice: Notice): Told {
  const { occasion, urgency, subject, environment, facts } = notice
  return {
    event: occasion.name,
    urgency: URGENCIES[urgency],
    change: chainOf(subject),
    environment,
    text: textOf(notice),
    data: dataOf(facts),
  }
}

const URGENCIES: Readonly<Record<Urgency, Told['urgency']>> = { page: 'page', tell: 'event' }

function dataOf(facts: Facts): Told['data'] {
  switch (facts.kind) {
    case 'change-event':
      return { ...facts.event, ...(facts.service === undefined ? {} : serviceData(facts.service)) }
    case 'change-stuck':
      return { since: facts.since, errors: facts.errors, because: facts.because }
    case 'proxy-ahead':
      return { target: facts.target, proxy: facts.proxy, has: facts.has, desired: facts.desired }
    case 'journal-cut-off':
      return { checkpoint: facts.checkpoint }
    case 'journal-unsigned':
      return { ...facts.why }
    case 'journal-sink-differs': {
      const { kind: _, ...said } = facts
      return said
    }
    case 'follow-ups-owed':
      return { tasks: facts.tasks }
    case 'follow-up':
      return { task: facts.task, title: facts.title, owner: facts.owner, dueAt: facts.dueAt }
    case 'follow-up-settled': {
      const { kind: _, told: __, ...said } = facts
      return said
    }
    case 'told':
      return { words: facts.words }
    case 'sentence':
      return facts.data
  }
}

type Described = { readonly type: string; readonly id: string; readonly content: CdSubject['content'] }

/** A type of the standard where what it requires is known, ours where none fits: never half a standard event. */
function described(told: Told): Described {
  return serviceEvent(told) ?? incidentEvent(told) ?? ownEvent(told)
}

/** A service that runs in another version now. CDEvents demands one service and the artifact it runs. */
function serviceEvent({ event, environment, data }: Told): Described | null {
  const type = SERVICE_TYPES[event]
  const target = onlyTarget(data)
  const version = wordOf(data.version)
  const isBack = event === SERVICE_EVENT['rolled-back']
  if (type === undefined || target === null || (version === null && !isBack)) return null
  return {
    type,
    id: target,
    content: { environment: { id: environment }, artifactId: artifactOf(target, version) },
  }
}

const SERVICE_TYPES: Readonly<Record<string, string>> = {
  [SERVICE_EVENT.deployed]: 'dev.cdevents.service.deployed.0.3.0',
  [SERVICE_EVENT['rolled-back']]: 'dev.cdevents.service.rolledback.0.3.0',
}

/** Which version a change goes back to is not known to it, so it says which one was taken back, and claims no other. */
function serviceData({ is, target, version }: Service): Told['data'] {
  const named = version === '' ? {} : { [is === 'deployed' ? 'version' : 'rolledBackFrom']: version }
  return { target, ...named }
}

/** A package URL (https://github.com/package-url/purl-spec) of the type for what has no other. */
function artifactOf(target: string, version: string | null): string {
  return `pkg:generic/${encodeURIComponent(target)}${version === null ? '' : `@${encodeURIComponent(version)}`}`
}

/** What wakes a person is an incident; its end, a name that closes with `:resolved`, goes to the same channels. */
function incidentEvent({ event, change, environment, urgency, text, data }: Told): Described | null {
  const resolved = event.endsWith(':resolved')
  if (urgency !== 'page' && !resolved) return null
  const target = onlyTarget(data)
  return {
    type: `dev.cdevents.incident.${resolved ? 'resolved' : 'detected'}.0.3.0`,
    id: `${change}/${resolved ? event.slice(0, -':resolved'.length) : event}`,
    content: {
      description: text,
      environment: { id: environment },
      ...(target === null ? {} : { service: { id: target } }),
    },
  }
}

/**
 * `maintenance:window:start` is `dev.cdeventsx.cutwater-maintenancewindow.start.0.1.0`: CDEvents allows letters only.
 */
function ownEvent({ event, change, environment, text }: Told): Described {
  const words = event.split(':').map((word) => word.replace(/[^A-Za-z]/g, '').toLowerCase())
  const named = words.filter((word) => word !== '')
  const predicate = named.at(-1) ?? 'noticed'
  const subject = named.slice(0, -1).join('') || 'change'
  return {
    type: `dev.cdeventsx.cutwater-${subject}.${predicate}.0.1.0`,
    id: change,
    content: { environment: { id: environment }, description: text },
  }
}

function onlyTarget(data: Told['data']): string | null {
  const targets = Array.isArray(data.targets) ? data.targets : []
  return wordOf(data.target) ?? (targets.length === 1 ? wordOf(targets[0]) : null)
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
