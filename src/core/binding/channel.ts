import { z } from 'zod'
import { secret, url } from '../address/address.ts'
import { exactlyOne, list } from '../document/container.ts'
import { oneOf, sentence, slug, someText } from '../document/leaf.ts'
import type { Urgency } from '../notice/notice.ts'

/** A name that notices go to, how they get there, and which ones. */
export type NoticeBinding = {
  readonly channel: string
  readonly to: ChannelBinding
  readonly urgency: Urgency
  /** Names of events, a trailing `*` matches any rest. */
  readonly events: readonly string[]
}

/** A new kind of channel begins with a member here; the compiler names the rest. Secrets are `secret:NAME`. */
export type ChannelBinding = {
  readonly kind: 'webhook'
  readonly url: string
  /** Null sends unsigned. */
  readonly secret: string | null
}

type Kind = ChannelBinding['kind']

/** The key that each kind is written with. Exactly one of them stands in an entry. */
const keys = {
  webhook: url.optional().describe('Where notices go: a call for each.'),
} satisfies Record<Kind, z.ZodType>

/** The webhook's secret stands beside its key, as it always has; other kinds have their settings below theirs. */
const isOtherThanWebhook = (written: object): boolean =>
  Object.keys(keys).some((key) => key !== 'webhook' && Object.hasOwn(written, key))

export const notice = z
  .strictObject({
    channel: slug.describe('Name of the channel.'),
    ...keys,
    secret: secret.optional().describe('webhook: signs them (Standard Webhooks).'),
    urgency: oneOf(['page', 'event'])
      .optional()
      .describe('page: everything that has to wake a person. Default: event.'),
    events: list(someText, 50)
      .optional()
      .describe('Names of events; a trailing * matches any rest. Default: all.'),
  })
  .refine(...exactlyOne(Object.keys(keys), 'where its notices go'))
  .refine((written) => written.secret === undefined || !isOtherThanWebhook(written), {
    path: ['secret'],
    error: () => sentence('only a webhook is signed', 'remove it'),
  })
  .describe('Someone who is told.')

export type WrittenNotice = z.output<typeof notice>

type Read = {
  readonly [K in Kind]: (written: WrittenNotice) => Extract<ChannelBinding, { readonly kind: K }> | null
}

/** Null where the entry is of another kind. */
const read: Read = {
  webhook: ({ webhook, secret = null }) =>
    webhook === undefined ? null : { kind: 'webhook', url: webhook, secret },
}

export function noticeOf(written: WrittenNotice): NoticeBinding {
  const { channel, urgency = 'event', events = ['*'] } = written
  const to = Object.values(read)
    .map((kind) => kind(written))
    .find((bound) => bound !== null)
  if (to === undefined)
    throw new Error(`the channel ${channel} is of no kind, though its schema asks for one`)
  return { channel, to, urgency: urgency === 'page' ? 'page' : 'tell', events }
}
