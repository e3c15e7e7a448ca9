/** Certificates by which servers and gateways of a story know each other, as on different machines. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Authority, authorityIn, type Signed } from '../../src/ports/authority.testing.ts'

export type AdminTls = {
  /** Of the binding. */
  readonly binding: { readonly ca: string; readonly certificate: string; readonly key: string }
  /** Of the configuration of a gateway that listens there. */
  readonly gateway: (listen: string) => object
  /** Every certificate is replaced by a new one, as before it expires. */
  readonly renew: () => void
}

/** Null where there is no openssl to sign with. */
export function adminTlsIn(dir: string): AdminTls | null {
  const authority = authorityOrNull(join(dir, 'authority'))
  if (authority === null) return null
  const place = (name: string) => ({ certificate: join(dir, `${name}.pem`), key: join(dir, `${name}.key`) })
  const [server, gateway] = [place('server'), place('gateway')]
  const put = (signed: Signed, at: Signed) => {
    renameSync(signed.key, at.key)
    renameSync(signed.certificate, at.certificate)
  }
  const renew = () => {
    put(authority.sign('server.internal'), server)
    put(authority.sign('localhost'), gateway)
  }
  renew()
  return {
    binding: { ca: authority.ca, ...server },
    gateway: (listen) => ({ listen, ...gateway, ca: authority.ca, names: ['server.internal'] }),
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
