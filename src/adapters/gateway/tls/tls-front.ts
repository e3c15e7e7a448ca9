/** Certificates of an address that users reach: each is chosen by the name that a client asks for. */
import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Logger } from 'pino'
import type { PemPair } from '../config/listener.ts'
import { plainly, SetupFault } from '../config/setup-fault.ts'
import { pemPair } from './pem-files.ts'
import { type Renewing, renewing } from './renewing.ts'

export type SecureOptions = {
  readonly cert: string
  readonly key: string
  readonly minVersion: 'TLSv1.2'
  readonly SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) => void
}

export type TlsFront = {
  readonly options: SecureOptions
  /** Reads other files, and answers how to show them from then on. Throws `SetupFault` where they cannot be used. */
  readonly prepare: (files: readonly PemPair[], server: Renewed) => () => void
  /** Looks for what is renewed from then on. */
  readonly renew: (server: Renewed) => Renewing
}

type Renewed = { setSecureContext(pems: Pair): void }

type Shown = { readonly is: X509Certificate; readonly context: SecureContext; readonly pems: Pair }
type Pair = ReturnType<typeof pemPair>

/**
 * `files`: at least one; the first is shown to who asks for no name, or for one that none has. What is renewed counts
 * for the next connection, within a second. Throws `SetupFault` where the files cannot be used.
 */
export function tlsFront(files: readonly PemPair[], listen: string, log: Logger): TlsFront {
  let named = files
  let shown: readonly Shown[] = files.map((pair) => usable(pemPair(pair), listen))
  const first = () => shown[0] ?? nothing(listen)
  /** Null where they hold what is shown already. */
  const read = (from: readonly PemPair[]): readonly Shown[] | null => {
    const next = from.map((pair) => pemPair(pair))
    if (next.length === shown.length && next.every((pems, i) => same(pems, shown[i]?.pems))) return null
    return next.map((pems) => usable(pems, listen))
  }
  const show = (next: readonly Shown[] | null, server: Renewed): boolean => {
    if (next === null) return false
    shown = next
    server.setSecureContext(first().pems)
    return true
  }
  const options: SecureOptions = {
    ...first().pems,
    minVersion: 'TLSv1.2',
    SNICallback: (name, done) => {
      const meant = shown.find(({ is }) => is.checkHost(name) !== undefined) ?? first()
      done(null, meant.context)
    },
  }
  const prepare: TlsFront['prepare'] = (those, server) => {
    const next = read(those)
    return () => {
      show(next, server)
      named = those
    }
  }
  return {
    ...{ options, prepare },
    renew: (server) => renewing(() => show(read(named), server), { what: listen, log }),
  }
}

function usable(pems: Pair, listen: string): Shown {
  try {
    return { is: new X509Certificate(pems.cert), context: createSecureContext(pems), pems }
  } catch (cause) {
    throw new SetupFault(
      `The gateway cannot use a certificate of ${listen}: ${plainly(cause)}.`,
      'Name PEM files under tls of its route that belong together: certificate and key.',
      { cause },
    )
  }
}

const same = (one: Pair, other: Pair | undefined): boolean =>
  one.cert === other?.cert && one.key === other.key

function nothing(listen: string): never {
  throw new Error(`${listen} has no certificate`)
}
