import { z } from 'zod'
import type { Millis } from '../../time/instant.ts'
import { address, type NetworkPlace } from '../basis/address.ts'
import { checkKind, noFaults } from '../basis/kind.ts'
import { failed, passed, took, type Verdict } from '../basis/verdict.ts'

const schema = z.strictObject({ address: address.describe('HOST:PORT, an IPv6 address in brackets.') })

export type TcpCheck = NetworkPlace

/** `refused`: in words that go on after "Unreachable". */
export type TcpSeen = { readonly refused: string } | { readonly ms: Millis }

/** Whether something listens there. */
export const tcp = checkKind({
  kind: 'tcp',
  schema,
  bind: ({ address }): TcpCheck => address,
  faults: noFaults,
  judge: (_: TcpCheck, seen: TcpSeen): Verdict =>
    'refused' in seen ? failed(`Unreachable (${seen.refused})`) : passed(`Connected (${took(seen.ms)})`),
})
