/** The admin channel for servers on other machines: HTTP over TLS in which both ends show a certificate. */
import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import { createSecureContext, type TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import type { AdminIdentity, Pems } from '../../../ports/admin-identity.ts'
import { networkReason } from '../../../ports/network-reason.ts'
import { answerProblem } from '../client/problem.ts'
import { plainly, SetupFault } from '../config/setup-fault.ts'
import { namesIn } from './names.ts'
import { renewing } from './renewing.ts'

export type TlsOrder = {
  readonly identity: AdminIdentity
  /** Who may speak to it, by a name in their certificate; empty: everybody whose certificate its authority signed. */
  readonly names: readonly string[]
  readonly log: Logger
}

export type TlsAdmin = { readonly server: Server; readonly end: () => void }

/** Callers without a certificate are told once a minute, and not once a knock. */
const TELL_EVERY_MS = 60_000

/**
 * Obeys only who shows a certificate that its authority signed, in which one of the names stands. What is renewed in
 * its files counts within a second; when the authority or the list of revoked certificates changed, connections that
 * were open are closed, so that nobody goes on by what counted before. Throws where the files cannot be used.
 */
export function tlsAdmin(handle: RequestListener, { identity, names, log }: TlsOrder): TlsAdmin {
  let current = usable(identity())
  const server = createServer(
    { ...current, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' },
    (request, response) => {
      const shown = namesIn((request.socket as TLSSocket).getPeerCertificate())
      if (names.length === 0 || names.some((name) => shown.includes(name))) return handle(request, response)
      log.warn(
        { shown, from: request.socket.remoteAddress },
        'an admin certificate for another name was refused',
      )
      return answerProblem(response, 403, 'The certificate is for another name', {
        detail: `It names ${shown.join(', ') || 'nobody'}, and this gateway obeys ${names.join(', ')}.`,
      })
    },
  )
  const sockets = new Set<TLSSocket>()
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  let toldAt = Number.NEGATIVE_INFINITY
  server.on('tlsClientError', (error, socket) => {
    socket.destroy()
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    const because = networkReason(error) ?? error.message
    log.warn({ because, from: socket.remoteAddress }, 'an admin connection was refused')
  })
  const look = () => {
    const next = identity()
    if (same(next, current)) return false
    server.setSecureContext(usable(next))
    const whoMayChanged = next.ca !== current.ca || next.crl !== current.crl
    current = next
    if (whoMayChanged) for (const socket of sockets) socket.destroy()
    return true
  }
  return { server, end: renewing(look, { what: 'the admin channel', log }) }
}

function usable(pems: Pems): Pems {
  try {
    createSecureContext(pems)
    return pems
  } catch (cause) {
    throw new SetupFault(
      `The admin channel of the gateway cannot use its certificates: ${plainly(cause)}.`,
      'Name PEM files under admin that belong together: certificate, key, and ca of those who may.',
      { cause },
    )
  }
}

const same = (one: Pems, other: Pems): boolean =>
  one.ca === other.ca && one.cert === other.cert && one.key === other.key && one.crl === other.crl
