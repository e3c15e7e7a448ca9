import { webhookMessenger } from '../adapters/webhook/webhook-messenger.ts'
import type { ChannelBinding } from '../core/binding/channel.ts'
import type { Messenger } from '../ports/messenger.ts'
import type { Secrets } from '../ports/secrets.ts'

export type ChannelParts = {
  /** The directory of the binding file: its paths start there. */
  readonly at: string
  readonly secrets: Secrets
  /** The URI reference that names this Cutwater to those who are told. */
  readonly source: string
}

const CALL_LIMIT_MS = 5_000

/** The adapter behind each kind of channel. */
export function messengerBy(bound: ChannelBinding, { secrets, source }: ChannelParts): Messenger {
  switch (bound.kind) {
    case 'webhook': {
      const { url, secret: secretName } = bound
      return webhookMessenger({ url, secretName, secrets, timeoutMs: CALL_LIMIT_MS, source })
    }
  }
}
