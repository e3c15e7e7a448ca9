import { Resolver } from 'node:dns/promises'
import type { RecordType } from '../../core/validation/kinds/dns.ts'
import type { Look } from '../../ports/look.ts'
import { reasonOf, since } from './reason.ts'

/** Asks name servers themselves, not the hosts file of this machine. */
export const dnsLook: Look<'dns'> = async ({ name, type, servers }, limits) => {
  const resolver = new Resolver({ timeout: limits.timeLimitMs, tries: 1 })
  if (servers !== null) resolver.setServers([...servers])
  const stop = () => resolver.cancel()
  limits.signal.addEventListener('abort', stop)
  const from = performance.now()
  try {
    const records = await recordsOf(resolver, name, type)
    return { records, ms: since(from) }
  } catch (error) {
    return { refused: reasonOf(error, limits) }
  } finally {
    limits.signal.removeEventListener('abort', stop)
    resolver.cancel()
  }
}

async function recordsOf(resolver: Resolver, name: string, type: RecordType): Promise<readonly string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name)
    case 'AAAA':
      return resolver.resolve6(name)
    case 'CNAME':
      return resolver.resolveCname(name)
    case 'NS':
      return resolver.resolveNs(name)
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`)
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        ({ priority, weight, port, name }) => `${priority} ${weight} ${port} ${name}`,
      )
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
  }
}
