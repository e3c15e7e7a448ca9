/** Certificates by which servers and proxies of a story know each other, as on different machines. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pemFiles } from '../../src/adapters/gateway/tls/pem-files.ts'
import type { AdminChannel } from '../../src/adapters/haproxy/config-order.ts'
import type { AdminIdentity } from '../../src/ports/admin-identity.ts'
import { type Authority, authorityIn, type Signed } from '../../src/ports/authority.testing.ts'

export type AdminTls = {
  /** Of the binding. */
  readonly binding: { readonly ca: string; readonly certificate: string; readonly key: string }
  /** Of the configuration of a gateway that listens there. */
  readonly gateway: (listen: string) => object
  /** Of a HAProxy that listens there; it reads them when it starts. */
  readonly haproxy: (listen: string) => AdminChannel
  /** What a server shows. */
  readonly identity: AdminIdentity
  /** Every certificate is replaced by a new one, as before it expires. */
  readonly renew: () => void
}

/** Null where there is no openssl to sign with. */
export function adminTlsIn(dir: string): AdminTls | null {
  const authority = authorityOrNull(join(dir, 'authority'))
  if (authority === null) return null
  const place = (name: string) => ({ certificate: join(dir, `${name}.pem`), key: join(dir, `${name}.key`) })
  const [server, gateway] = [place('server'), place('gateway')]
  const both = join(dir, 'certificate-and-key.pem')
  const put = (signed: Signed, at: Signed) => {
    renameSync(signed.key, at.key)
    renameSync(signed.certificate, at.certificate)
  }
  const renew = () => {
    put(authority.sign('server.internal'), server)
    put(authority.sign('localhost'), gateway)
    writeFileSync(`${both}.new`, `${readFileSync(gateway.certificate)}${readFileSync(gateway.key)}`)
    renameSync(`${both}.new`, both)
  }
  renew()
  const { ca, revoked } = authority
  const names = ['server.internal']
  return {
    binding: { ca, ...server },
    gateway: (listen) => ({ listen, ...gateway, ca, names }),
    haproxy: (listen) => ({ listen, certificate: both, ca, revoked, names }),
    identity: pemFiles({ ca, ...server }, dir),
    renew,
  }
}

function authorityOrNull(dir: string): Authority | null {
  try {
    return authorityIn(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
