import { isIP } from 'node:net'

/**
 * The header with which a balancer of connections says for whom it connects, versions 1 and 2
 * (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt).
 */
export type ProxyHeader =
  | { readonly is: 'incomplete' }
  | { readonly is: 'wrong' }
  /** `source` null: the balancer speaks for itself, or for somebody whose address is none of IP. */
  | { readonly is: 'read'; readonly length: number; readonly source: string | null }

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
/** What version 1 may be long at most, with its end of line. */
const LINE_MAX = 107
/** Addresses take 216 bytes at most; the rest is more that a balancer says, which nobody reads here. */
const LENGTH_MAX = 4_096

export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (bytes.length === 0) return INCOMPLETE
  return bytes[0] === SIGNATURE[0] ? readBinary(bytes) : readLine(bytes)
}

const INCOMPLETE = { is: 'incomplete' } as const
const WRONG = { is: 'wrong' } as const

function readLine(bytes: Buffer): ProxyHeader {
  const start = bytes.subarray(0, 6).toString('latin1')
  if (!'PROXY '.startsWith(start)) return WRONG
  const end = bytes.subarray(0, LINE_MAX).indexOf('\r\n')
  if (end < 0) return bytes.length < LINE_MAX ? INCOMPLETE : WRONG
  const [, family = '', source = '', destination = '', ...ports] = bytes
    .subarray(0, end)
    .toString('latin1')
    .split(' ')
  const length = end + 2
  // Whatever follows it is to be ignored.
  if (family === 'UNKNOWN') return { is: 'read', length, source: null }
  const kind = family === 'TCP4' ? 4 : family === 'TCP6' ? 6 : 0
  const isWhole =
    kind !== 0 &&
    isIP(source) === kind &&
    isIP(destination) === kind &&
    ports.length === 2 &&
    ports.every((port) => /^(0|[1-9]\d{0,4})$/.test(port) && Number(port) <= 65_535)
  return isWhole ? { is: 'read', length, source } : WRONG
}

function readBinary(bytes: Buffer): ProxyHeader {
  const signature = bytes.subarray(0, SIGNATURE.length)
  if (!SIGNATURE.subarray(0, signature.length).equals(signature)) return WRONG
  if (bytes.length < 16) return INCOMPLETE
  const [command = 0, family = 0] = bytes.subarray(12, 14)
  const told = bytes.readUInt16BE(14)
  if (command >> 4 !== 2 || (command & 15) > 1 || told > LENGTH_MAX) return WRONG
  const length = 16 + told
  if (bytes.length < length) return INCOMPLETE
  const body = bytes.subarray(16, length)
  const isLocal = (command & 15) === 0
  if (isLocal || family >> 4 === 0 || family >> 4 === 3) return { is: 'read', length, source: null }
  if (family >> 4 === 1)
    return body.length < 12 ? WRONG : { is: 'read', length, source: body.subarray(0, 4).join('.') }
  if (family >> 4 !== 2 || body.length < 36) return WRONG
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => body.readUInt16BE(at).toString(16))
  return { is: 'read', length, source: groups.join(':') }
}
