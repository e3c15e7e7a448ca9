/** A runtime socket on the network instead of in a directory. */
export type NetworkSocket = { readonly host: string; readonly port: number }

const HOST_AND_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/

/** Reads `HOST:PORT`, an IPv6 address in brackets; null for anything else, which is a path. */
export function networkSocket(socket: string): NetworkSocket | null {
  const [, inBrackets, name, digits] = HOST_AND_PORT.exec(socket) ?? []
  const host = inBrackets ?? name
  const port = Number(digits)
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port }
}

/** Whether it was meant as `HOST:PORT` and is not valid. A path with a colon in its last name is written `./a:b`. */
export function isBrokenNetworkSocket(socket: string): boolean {
  return /^[^/]*:\d*$/.test(socket) && networkSocket(socket) === null
}
