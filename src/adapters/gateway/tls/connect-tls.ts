import { buildConnector } from 'undici'
import type { AdminIdentity } from '../../../ports/admin-identity.ts'
import { networkReason } from '../../../ports/network-reason.ts'

/** Shows our certificate and looks at theirs, each as its files are when the connection is made. */
export function connectsAs(identity: AdminIdentity, timeoutMs: number): buildConnector.connector {
  return (options, done) => {
    try {
      const { ca, cert, key } = identity()
      // A session that was resumed would show no certificate anew.
      const connect = buildConnector({
        ca,
        cert,
        key,
        minVersion: 'TLSv1.3',
        maxCachedSessions: 0,
        timeout: timeoutMs,
      })
      connect(options, done)
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)), null)
    }
  }
}

/**
 * Why a call failed, where that is known better than by its error: by TLS 1.3 who does not accept a certificate closes
 * a connection that the other end takes for open.
 */
export function tlsReason(error: unknown): string | undefined {
  const reason = networkReason(error)
  const isClosed = reason === 'connection closed' || reason === 'connection reset'
  return isClosed
    ? `${reason}, as by a gateway that does not accept our certificate: its log says why`
    : reason
}
