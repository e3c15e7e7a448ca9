import type { PeerCertificate } from 'node:tls'

/**
 * Whom a certificate names: its DNS names, and where it has none its common name. Source: RFC 6125, 6.4.4.
 */
export function namesIn({ subject, subjectaltname }: Partial<PeerCertificate>): readonly string[] {
  const dns = (subjectaltname ?? '')
    .split(', ')
    .flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4)] : []))
  return dns.length > 0 ? dns : [subject?.CN ?? []].flat()
}
