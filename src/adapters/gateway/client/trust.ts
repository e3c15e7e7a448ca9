import { BlockList, isIP } from 'node:net'

/** Whether the peer at this address may say who the user is. */
export type Trust = (address: string | undefined) => boolean

/** Who a request comes from, and whether that may say who the user is. */
export type Peer = { readonly address: string | undefined; readonly isTrusted: boolean }

/** By addresses and CIDR ranges, which the check of the configuration has let through. */
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
  const [address = '', bits] = proxy.split('/')
  if (bits === undefined) list.addAddress(address, familyOf(address))
  else list.addSubnet(address, Number(bits), familyOf(address))
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
