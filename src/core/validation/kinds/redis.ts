import { z } from 'zod'
import { secret } from '../../address/address.ts'
import { exactlyOne } from '../../document/container.ts'
import { yesOrNo } from '../../document/leaf.ts'
import type { Millis } from '../../time/instant.ts'
import { address, type NetworkPlace } from '../basis/address.ts'
import { checkKind, noFaults } from '../basis/kind.ts'
import { failed, passed, took, type Verdict } from '../basis/verdict.ts'

const schema = z
  .strictObject({
    address: address.optional().describe('HOST:PORT of a Redis that asks for no password.'),
    url: secret
      .optional()
      .describe('The secret that holds redis://user:password@host:port, or rediss:// for TLS.'),
    write: yesOrNo
      .optional()
      .describe('Whether a key of our own is written, read and deleted too. Default: false.'),
  })
  .refine(...exactlyOne(['address', 'url'], 'where the Redis is'))

export type RedisCheck = {
  readonly at: NetworkPlace | { readonly secret: string }
  readonly write: boolean
}

/** `read`: whether what was written was read; null where nothing was to be written. */
export type RedisSeen = { readonly refused: string } | { readonly read: boolean | null; readonly ms: Millis }

/** Whether a Redis answers, and keeps what it is given. */
export const redis = checkKind({
  kind: 'redis',
  schema,
  bind: ({ address, url = '', write = false }): RedisCheck => ({ at: address ?? { secret: url }, write }),
  faults: noFaults,
  judge: (_: RedisCheck, seen: RedisSeen): Verdict => {
    if ('refused' in seen) return failed(`Not connected (${seen.refused})`)
    if (seen.read === null) return passed(`Connected (${took(seen.ms)})`)
    return seen.read
      ? passed(`Write/Read verified (${took(seen.ms)})`)
      : failed(`Written, and not found again (${took(seen.ms)})`)
  },
})
