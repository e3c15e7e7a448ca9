import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { checkServerIdentity, connect } from 'node:tls'
import type { TlsSeen } from '../../core/validation/kinds/tls.ts'
import type { Look } from '../../ports/look.ts'
import { codeOf } from '../../ports/network-reason.ts'
import { reasonOf, since } from './reason.ts'

/** A handshake, whatever the certificate says, and then what is wrong with it. `dir`: where files are relative to. */
export function tlsLook(dir: string): Look<'tls'> {
  return async ({ host, port, name, ca }, limits): Promise<TlsSeen> => {
    const trusted = ca === null ? {} : { ca: await readFile(resolve(dir, ca)) }
    const from = performance.now()
    const socket = connect({
      host,
      port,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...trusted,
      rejectUnauthorized: false,
      // The name is looked at below, so that a certificate for another name still says how long it is valid.
      checkServerIdentity: () => undefined,
    })
    try {
      await once(socket, 'secureConnect', { signal: limits.signal })
      const ms = since(from)
      const certificate = socket.getPeerCertificate()
      const wrong = socket.authorized ? checkServerIdentity(name, certificate) : socket.authorizationError
      const why = wrong === undefined || wrong === null ? null : whyNot(wrong, limits)
      return { why, validTo: Date.parse(certificate.valid_to), ms }
    } catch (error) {
      return { refused: reasonOf(error, limits) }
    } finally {
      socket.on('error', () => undefined)
      socket.destroy()
    }
  }
}

/** Node gives the code of what is wrong with a certificate, also where its types promise an error. */
function whyNot(wrong: unknown, limits: Parameters<Look<'tls'>>[1]): string {
  const code = typeof wrong === 'string' ? wrong : codeOf(wrong)
  return reasonOf(Object.assign(new Error(String(wrong)), { code }), {
    ...limits,
    signal: new AbortController().signal,
  })
}
