import { networkSocket } from './network-socket.ts'

/** The admin channel of a gateway on another machine: `https://HOST:PORT` and nothing after it. */
export function isAdminUrl(text: string): boolean {
  const place = /^https:\/\/([^/\s]+)\/?$/.exec(text)?.[1]
  return place !== undefined && (networkSocket(place) !== null || networkSocket(`${place}:443`) !== null)
}
