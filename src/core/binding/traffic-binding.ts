import type { WrittenTraffic } from './traffic-schema.ts'

/** Which adapter splits a target's requests, and where all of its instances are. Paths are as written. */
export type TrafficBinding =
  | { readonly adapter: 'gateway'; readonly sockets: readonly string[] }
  | { readonly adapter: 'haproxy'; readonly instances: readonly HaproxyBinding[] }

export type HaproxyBinding = {
  /** A path, HOST:PORT, or tls://HOST:PORT. */
  readonly socket: string
  /** Directory of its map files. */
  readonly maps: string
  readonly backend: string
}

export function trafficOf({ gateway, haproxy }: WrittenTraffic, target: string): TrafficBinding {
  if (haproxy === undefined) return { adapter: 'gateway', sockets: [gateway ?? []].flat() }
  const instances = [haproxy].flat()
  return {
    adapter: 'haproxy',
    instances: instances.map(({ socket, maps, backend = target }) => ({ socket, maps, backend })),
  }
}
