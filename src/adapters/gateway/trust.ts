import { BlockList, isIP } from 'node:net'
import { SetupFault } from './setup-fault.ts'

/** Whether the peer at this address may say who the user is. */
export type Trust = (address: string | undefined) => boolean

export function trustOf(proxies: readonly string[]): Trust {
  if (proxies.length === 0) return () => false
  const list = new BlockList()
  for (const proxy of proxies) add(list, proxy)
  return (address) => {
    if (address === undefined) return false
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address
    return list.check(plain, familyOf(plain))
  }
}

function add(list: BlockList, proxy: string): void {
  const [address = '', bits, ...rest] = proxy.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  if (
    isIP(address) === 0 ||
    rest.length > 0 ||
    (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  )
    throw new SetupFault(
      `The gateway's trustedProxies hold ${JSON.stringify(proxy)}, which is no address or CIDR range.`,
    )
  if (bits === undefined) list.addAddress(address, familyOf(address))
  else list.addSubnet(address, Number(bits), familyOf(address))
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
