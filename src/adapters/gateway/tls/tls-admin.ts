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
import { refusals, whose, whyRefused } from './refusals.ts'
import { renewing } from './renewing.ts'
import { tellLists } from './tell-lists.ts'

export type TlsOrder = {
  readonly identity: AdminIdentity
  /** Who may speak to it, by a name in their certificate; empty: everybody whose certificate its authority signed. */
  readonly names: readonly string[]
  readonly log: Logger
}

export type TlsAdmin = {
  readonly server: Server
  readonly end: () => void
  /** What is wrong with its files, as sentences, where nothing stands still for it yet or nobody can ask. */
  readonly troubles: () => readonly string[]
}

/**
 * Obeys only who shows a certificate that its authority signed, in which one of the names stands. What is renewed in
 * its files counts within a second; when the authority or the list of revoked certificates changed, connections that
 * were open are closed, so that nobody goes on by what counted before. Throws where the files cannot be used.
 */
export function tlsAdmin(handle: RequestListener, { identity, names, log }: TlsOrder): TlsAdmin {
  let current = usable(identity())
  const refused = refusals(log, () => performance.now())
  /** Those whose certificate was looked at and is good; nothing is heard from any other. */
  const sockets = new Set<TLSSocket>()
  const server = createServer(
    { ...current, ...LOOKED_AT_HERE, minVersion: 'TLSv1.3' },
    (request, response) => {
      const socket = request.socket as TLSSocket
      if (!sockets.has(socket)) return void socket.destroy()
      const shown = namesIn(socket.getPeerCertificate())
      if (names.length === 0 || names.some((name) => shown.includes(name))) return handle(request, response)
      refused({
        because: `its certificate is for another name: this gateway obeys ${names.join(', ')}`,
        ...whose(socket),
        from: socket.remoteAddress,
      })
      return answerProblem(response, 403, 'The certificate is for another name', {
        detail: `It names ${shown.join(', ') || 'nobody'}, and this gateway obeys ${names.join(', ')}.`,
      })
    },
  )
  // Before the listener of Node that begins to read requests.
  server.prependListener('secureConnection', (socket) => {
    const why = whyRefused(socket)
    if (why !== null) {
      refused(why)
      return void socket.destroy()
    }
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', (error, socket) => {
    const from = socket.remoteAddress
    socket.destroy()
    refused({ because: handshakeReason(error), from })
  })
  const lists = tellLists(log, Date.now)
  lists.look(current)
  const look = () => {
    lists.look(current)
    const next = identity()
    if (same(next, current)) return false
    server.setSecureContext(usable(next))
    const whoMayChanged = next.ca !== current.ca || next.crl !== current.crl
    current = next
    lists.look(current)
    if (whoMayChanged) for (const socket of sockets) socket.destroy()
    return true
  }
  const { end, trouble } = renewing(look, { what: 'the admin channel', log })
  const troubles = () => [trouble() ?? [], lists.faults().map(({ says }) => says)].flat()
  return { server, end, troubles }
}

/**
 * Node would end such a connection before anything is known of it. So it is let in as far as this room, which ends it
 * and says whose it was and why.
 */
const LOOKED_AT_HERE = { requestCert: true, rejectUnauthorized: false } as const

/** Who does not accept our certificate ends the handshake without a word. */
function handshakeReason(error: Error): string {
  const reason = networkReason(error) ?? ('reason' in error ? String(error.reason) : error.message)
  return reason === 'connection reset'
    ? `${reason} by the caller, as by one that does not accept the certificate of this gateway`
    : reason
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
