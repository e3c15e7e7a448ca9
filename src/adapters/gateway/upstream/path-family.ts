/**
 * Requests that take about the same time: one method and one path, with `*` for what looks like the id of
 * something.
 */
export function pathFamily(method: string, url: string): string {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  if (path.length <= PLAIN_MAX && !DIGIT.test(path)) return method + path
  return method + path.split('/', SEGMENTS_MAX).map(nameOf).join('/')
}

/** A client that asks for ever new paths must not make ever longer names. */
const PLAIN_MAX = 100
const SEGMENTS_MAX = 6
const NAME_MAX = 32
const DIGIT = /\d/

const nameOf = (segment: string): string =>
  /^\d+$/.test(segment) || segment.length > NAME_MAX || (segment.length >= 8 && DIGIT.test(segment))
    ? '*'
    : segment
