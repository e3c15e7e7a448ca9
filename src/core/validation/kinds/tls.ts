import { z } from 'zod'
import { someText, wholeNumber } from '../../document/leaf.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { address, type NetworkPlace } from '../basis/address.ts'
import { checkKind, noFaults } from '../basis/kind.ts'
import { failed, passed, type Verdict } from '../basis/verdict.ts'

const LEAST_DAYS = 14
const DAY: Millis = 86_400_000

const schema = z.strictObject({
  address: address.describe('HOST:PORT of the server.'),
  name: someText.optional().describe('The name that the certificate has to be for. Default: the host.'),
  atLeastDays: wholeNumber(0, 3_650)
    .optional()
    .describe(`How many days it has to be valid for. Default: ${LEAST_DAYS}.`),
  ca: someText
    .optional()
    .describe(
      'A file with the certificates that are trusted, relative to this file. Default: those of the system.',
    ),
})

export type TlsCheck = NetworkPlace & {
  readonly name: string
  readonly atLeastDays: number
  readonly ca: string | null
}

export type TlsSeen =
  | { readonly refused: string }
  /** `why`: what is wrong with the certificate; null: nothing is. */
  | { readonly why: string | null; readonly validTo: Instant; readonly ms: Millis }

/** Whether a certificate is valid for the name, trusted, and for how long yet. */
export const tls = checkKind({
  kind: 'tls',
  schema,
  bind: ({ address, name, atLeastDays, ca }): TlsCheck => ({
    ...address,
    name: name ?? address.host,
    atLeastDays: atLeastDays ?? LEAST_DAYS,
    ca: ca ?? null,
  }),
  faults: noFaults,
  judge: ({ atLeastDays }: TlsCheck, seen: TlsSeen, now: Instant): Verdict => {
    if ('refused' in seen) return failed(`Unreachable (${seen.refused})`)
    if (seen.why !== null) return failed(`Not valid (${seen.why})`)
    const days = Math.floor((seen.validTo - now) / DAY)
    const words = `${days} ${days === 1 ? 'day' : 'days'} remaining`
    if (seen.validTo <= now) return failed('Expired')
    return days < atLeastDays
      ? failed(`Expires soon (${words}, ${atLeastDays} wanted)`)
      : passed(`Valid (${words})`)
  },
})
