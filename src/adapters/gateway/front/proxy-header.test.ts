import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ProxyHeader, readProxyHeader } from './proxy-header.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const V2 = '0d0a0d0a000d0a515549540a'
const FOUR = 'c0000207 0a000001 c350 01bb'
const SIX = '20010db8000000000000000000000007 20010db8000000000000000000000001 c350 01bb'
const read = (length: number, source: string | null): ProxyHeader => ({ is: 'read', length, source })
const line = (text: string) => Buffer.from(text, 'latin1')

const ROWS: readonly (readonly [what: string, bytes: Buffer, is: ProxyHeader | 'wrong' | 'incomplete'])[] = [
  ['version 1, IPv4', line('PROXY TCP4 192.0.2.7 10.0.0.1 50000 443\r\nGET /'), read(41, '192.0.2.7')],
  ['version 1, IPv6', line('PROXY TCP6 2001:db8::7 2001:db8::1 5 443\r\n'), read(42, '2001:db8::7')],
  ['version 1 for nobody', line('PROXY UNKNOWN\r\n'), read(15, null)],
  ['version 1 for nobody, with more', line('PROXY UNKNOWN a b c d\r\n'), read(23, null)],
  ['version 1 without its end', line('PROXY TCP4 192.0.2.7 10.0.0.1 5'), 'incomplete'],
  ['version 1 with LF alone', line(`PROXY TCP4 192.0.2.7 10.0.0.1 5 443\n${'x'.repeat(107)}`), 'wrong'],
  ['version 1 that is too long', line(`PROXY TCP4 ${'1'.repeat(100)}`), 'wrong'],
  ['version 1 with an address of the other kind', line('PROXY TCP6 192.0.2.7 10.0.0.1 5 443\r\n'), 'wrong'],
  ['version 1 with a port that is none', line('PROXY TCP4 192.0.2.7 10.0.0.1 65536 443\r\n'), 'wrong'],
  ['version 1 with a port too few', line('PROXY TCP4 192.0.2.7 10.0.0.1 443\r\n'), 'wrong'],
  ['version 1 with two blanks', line('PROXY  TCP4 192.0.2.7 10.0.0.1 5 443\r\n'), 'wrong'],
  ['version 1 in lower case', line('proxy TCP4 192.0.2.7 10.0.0.1 5 443\r\n'), 'wrong'],
  ['a request', line('GET / HTTP/1.1\r\n'), 'wrong'],
  ['TLS', hex('160301'), 'wrong'],
  ['nothing yet', Buffer.alloc(0), 'incomplete'],
  ['version 2, IPv4', hex(`${V2} 21 11 000c ${FOUR} 47`), read(28, '192.0.2.7')],
  ['version 2, IPv4, with more', hex(`${V2} 21 11 0010 ${FOUR} 04 0001 00`), read(32, '192.0.2.7')],
  ['version 2, IPv6', hex(`${V2} 21 21 0024 ${SIX}`), read(52, '2001:db8:0:0:0:0:0:7')],
  ['version 2 for itself', hex(`${V2} 20 00 0000`), read(16, null)],
  ['version 2 for itself, with an address', hex(`${V2} 20 11 000c ${FOUR}`), read(28, null)],
  ['version 2 for a Unix socket', hex(`${V2} 21 31 00d8 ${'00'.repeat(216)}`), read(232, null)],
  ['version 2 without its end', hex(`${V2} 21 11 000c c0000207`), 'incomplete'],
  ['version 2, half a signature', hex('0d0a0d0a00'), 'incomplete'],
  ['version 2 with an address too short', hex(`${V2} 21 11 0004 c0000207`), 'wrong'],
  ['version 2 with a command that is none', hex(`${V2} 22 11 000c ${FOUR}`), 'wrong'],
  ['version 3', hex(`${V2} 31 11 000c ${FOUR}`), 'wrong'],
  ['version 2 that is too long', hex(`${V2} 21 11 ffff`), 'wrong'],
  ['two empty lines and a request', line('\r\n\r\nGET / HTTP/1.1\r\n'), 'wrong'],
]
for (const [what, bytes, is] of ROWS)
  test(`${what} is ${typeof is === 'string' ? is : 'read'}`, () =>
    assert.deepEqual(readProxyHeader(bytes), typeof is === 'string' ? { is } : is))

test('a header that comes in pieces is incomplete until its last byte, and then the same', () => {
  for (const [, bytes, is] of ROWS) {
    if (typeof is === 'string' || is.is !== 'read') continue
    for (let n = 0; n < is.length; n += 1)
      assert.deepEqual(readProxyHeader(bytes.subarray(0, n)), { is: 'incomplete' })
    assert.deepEqual(readProxyHeader(bytes.subarray(0, is.length)), is)
  }
})

test('whatever comes, there is an answer, and it says no more than came', () => {
  const begins = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', `${hex(V2).toString('latin1')}\x21\x11`)
  fc.assert(
    fc.property(begins, fc.uint8Array({ maxLength: 300 }), (begin, rest) => {
      const bytes = Buffer.concat([line(begin), rest])
      const said = readProxyHeader(bytes)
      assert.ok(said.is !== 'read' || said.length <= bytes.length)
    }),
  )
})
