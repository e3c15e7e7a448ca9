/** Lists of revoked certificates: once one has ended TLS believes nobody, and does not say so by itself. */
import { X509Certificate } from 'node:crypto'
import type { Instant } from '../../../core/time/instant.ts'
import type { Pems } from '../../../ports/admin-identity.ts'
import { type Element, elementsOf, onlyElement, TAG } from './der.ts'

type List = {
  /** The authority's name, as it is written in the file. */
  readonly issuer: Buffer
  readonly from: Instant
  /** Null where it names none. */
  readonly until: Instant | null
}

export type ListFault = {
  /** Nobody is obeyed whose certificate it concerns. */
  readonly refusesAll: boolean
  readonly says: string
  readonly remedy: string
}

const SOON_MS = 14 * 24 * 3_600_000
const RENEW = 'Make a new list (openssl ca -gencrl) and put it into the place of the old one.'

/**
 * What is wrong with them at that moment, or soon will be. `crl` and `ca` as their files hold them. Throws where they
 * cannot be read as what they should be.
 */
export function listFaults({ ca, crl }: Pick<Pems, 'ca' | 'crl'>, now: Instant): readonly ListFault[] {
  if (crl === undefined) return []
  const lists = pemsIn(crl, 'X509 CRL').map(readList)
  return pemsIn(ca, 'CERTIFICATE').flatMap((der) => {
    const { subject } = new X509Certificate(der)
    const name = subject.replaceAll('\n', ', ')
    const own = lists.filter(({ issuer }) => issuer.equals(subjectOf(der)))
    // Of several by one authority TLS takes one that is valid.
    const longest = own.toSorted((a, b) => (b.until ?? Infinity) - (a.until ?? Infinity))[0]
    if (longest === undefined)
      return [
        {
          refusesAll: true,
          says: `there is no list of revoked certificates by ${name}, so nobody is obeyed whose certificate that signed`,
          remedy: 'Put a list of each authority in ca into the file that revoked names, one after the other.',
        },
      ]
    return timeOf(longest, name, now)
  })
}

function timeOf({ from, until }: List, name: string, now: Instant): readonly ListFault[] {
  const list = `the list of revoked certificates by ${name}`
  if (from > now)
    return [
      {
        refusesAll: true,
        says: `${list} counts only from ${new Date(from).toISOString()} on, so nobody is obeyed whose certificate that signed`,
        remedy: 'Set the clocks of this machine and of the one that made the list by NTP.',
      },
    ]
  if (until === null) return []
  if (until <= now)
    return [
      {
        refusesAll: true,
        says: `${list} ended ${new Date(until).toISOString()}, so nobody is obeyed whose certificate that signed`,
        remedy: RENEW,
      },
    ]
  // One that is made for a week is not always near its end.
  if (until - now > Math.min(SOON_MS, (until - from) / 3)) return []
  return [
    {
      refusesAll: false,
      says: `${list} ends ${new Date(until).toISOString()}; then nobody is obeyed whose certificate that signed`,
      remedy: RENEW,
    },
  ]
}

function pemsIn(text: string, kind: string): readonly Buffer[] {
  const each = new RegExp(`-----BEGIN ${kind}-----([A-Za-z0-9+/=\\s]*)-----END ${kind}-----`, 'g')
  return [...text.matchAll(each)].map(([, base64 = '']) => Buffer.from(base64, 'base64'))
}

/** Source: RFC 5280, 5.1: version (which may be left out), signature, issuer, thisUpdate, nextUpdate (likewise). */
function readList(der: Buffer): List {
  const [signed] = elementsOf(onlyElement(der).content)
  const parts = elementsOf(signed?.content ?? Buffer.alloc(0))
  const [, issuer, from, until] = parts[0]?.tag === TAG.integer ? parts.slice(1) : parts
  const starts = from === undefined ? null : timeIn(from)
  if (issuer === undefined || starts === null) throw new Error('this is no list of revoked certificates')
  return { issuer: issuer.whole, from: starts, until: until === undefined ? null : timeIn(until) }
}

/** Source: RFC 5280, 4.1: version ([0], which may be left out), serial number, signature, issuer, validity, subject. */
function subjectOf(der: Buffer): Buffer {
  const [signed] = elementsOf(onlyElement(der).content)
  const parts = elementsOf(signed?.content ?? Buffer.alloc(0))
  const subject = parts[parts[0]?.tag === TAG.version ? 5 : 4]
  if (subject === undefined) throw new Error('this is no certificate')
  return subject.whole
}

/** Source: RFC 5280, 4.1.2.5. Null for what is no time. */
function timeIn({ tag, content }: Element): Instant | null {
  if (tag !== TAG.utcTime && tag !== TAG.generalizedTime) return null
  const digits = content.toString('latin1')
  const year = tag === TAG.utcTime ? `${Number(digits.slice(0, 2)) < 50 ? '20' : '19'}${digits}` : digits
  const at = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(year)
  if (at === null) return null
  const [, y, mo, d, h, mi, s] = at.map(Number)
  return Date.UTC(y ?? 0, (mo ?? 1) - 1, d ?? 1, h ?? 0, mi ?? 0, s ?? 0)
}
