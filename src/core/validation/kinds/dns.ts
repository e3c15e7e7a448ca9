import { z } from 'zod'
import { list } from '../../document/container.ts'
import { line, oneOf, sentence } from '../../document/leaf.ts'
import type { Millis } from '../../time/instant.ts'
import { checkKind, noFaults } from '../basis/kind.ts'
import { failed, passed, took, type Verdict } from '../basis/verdict.ts'

const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT'] as const
export type RecordType = (typeof TYPES)[number]

const host = z
  .string()
  .regex(
    /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?)*$/,
    {
      error: () => sentence('this is not the name of a host', 'write a name such as shop.example'),
    },
  )

const server = z.string().regex(/^(\[[0-9A-Fa-f:.]+\]|[0-9.]+)(:\d{1,5})?$/, {
  error: () => sentence('this is not the address of a name server', 'write an IP address, such as 10.0.0.2'),
})

const schema = z.strictObject({
  name: host.describe('What is looked up.'),
  type: oneOf(TYPES).optional().describe('The kind of record. Default: A.'),
  includes: list(line, 20).min(1).optional().describe('What has to be among the answers.'),
  servers: list(server, 5).min(1).optional().describe("Who is asked. Default: the system's own."),
})

export type DnsCheck = {
  readonly name: string
  readonly type: RecordType
  readonly includes: readonly string[]
  readonly servers: readonly string[] | null
}

/** `refused`: such as "no such name". Records as text: `10 mail.example` of an MX. */
export type DnsSeen =
  | { readonly refused: string }
  | { readonly records: readonly string[]; readonly ms: Millis }

/** Whether a name resolves, and to what it should. */
export const dns = checkKind({
  kind: 'dns',
  schema,
  bind: ({ name, type = 'A', includes = [], servers = null }): DnsCheck => ({
    name,
    type,
    includes,
    servers,
  }),
  faults: noFaults,
  judge: ({ includes }: DnsCheck, seen: DnsSeen): Verdict => {
    if ('refused' in seen) return failed(`Does not resolve (${seen.refused})`)
    const { records, ms } = seen
    if (records.length === 0) return failed('Does not resolve (no records)')
    const missing = includes.filter((wanted) => !records.includes(wanted))
    if (missing.length > 0) return failed(`Resolves to ${listed(records)}, without ${listed(missing)}`)
    return passed(`OK (${listed(records)}, ${took(ms)})`)
  },
})

function listed(records: readonly string[]): string {
  const more = records.length - 3
  return more > 0 ? `${records.slice(0, 3).join(', ')} and ${more} more` : records.join(', ')
}
