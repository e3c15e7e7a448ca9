/**
 * Where a side of a target answers, as HAProxy has to be told. Throws a `RangeError` with a sentence for what it
 * cannot be told.
 */
export function addressOf(url: string): {
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
} {
  const { protocol, hostname, port, pathname, search } = new URL(url)
  if (pathname !== '/' || search !== '')
    throw new RangeError(`a side behind HAProxy has no path of its own, as ${url} has`)
  const secure = protocol === 'https:'
  return { hostname, port: port === '' ? (secure ? 443 : 80) : Number(port), secure }
}
