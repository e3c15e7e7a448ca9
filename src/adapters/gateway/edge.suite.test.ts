import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { haproxyUnderTest, skip } from '../haproxy/haproxy.testing.ts'
import { ANSWERS, EDGE_ROWS, OTHERWISE, type Outcome } from './edge-rows.testing.ts'
import { gatewayUnderTest, TARGET } from './gateway.testing.ts'
import { type RawUpstream, says, startRawUpstream } from './raw-upstream.testing.ts'

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'proxy-behaviour.md')
/** Of an answer that does not end with its connection. */
const ENOUGH_MS = 10_000

/** Sends bytes, and answers all that comes back until the connection ends. */
function ask(url: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let got = ''
    const limit = setTimeout(() => socket.destroy(), ENOUGH_MS)
    socket
      .setEncoding('latin1')
      .on('data', (chunk: string) => {
        got += chunk
      })
      .on('error', () => undefined)
      .on('close', () => {
        clearTimeout(limit)
        resolve(got)
      })
    socket.write(text, 'latin1')
  })
}

async function comesOut(url: string, upstream: RawUpstream, sends: string, wanted: Outcome): Promise<void> {
  const before = upstream.heads.length
  assert.match(await ask(url, sends), wanted.gets)
  const seen = upstream.heads.slice(before).join('')
  if (wanted.sees === null) assert.equal(seen, '')
  else assert.match(seen, wanted.sees)
}

const upstreamOf = () =>
  startRawUpstream(
    Object.fromEntries(Object.entries(ANSWERS).map(([path, answer]) => [path, says(answer)])),
    says(OTHERWISE),
  )
/** One that is down beside it: every row is about one side. */
const sidesOf = ({ url }: RawUpstream) => ({ blue: url, green: 'http://127.0.0.1:9' })

test('the gateway does with each request what the page says', async (t) => {
  const upstream = await upstreamOf()
  const routes = [{ target: TARGET, listen: '127.0.0.1:0', sides: sidesOf(upstream) }]
  const gateway = await gatewayUnderTest({ config: { routes } })
  t.after(async () => {
    await gateway.close()
    await upstream.close()
  })
  for (const { what, sends, gateway: wanted } of EDGE_ROWS)
    await t.test(what, () => comesOut(gateway.url(), upstream, sends, wanted))
})

test('HAProxy does the same, or what the page says', { skip }, async (t) => {
  const upstream = await upstreamOf()
  const haproxy = await haproxyUnderTest({ sides: sidesOf(upstream) })
  t.after(async () => {
    await haproxy.close()
    await upstream.close()
  })
  for (const { what, sends, gateway: wanted, haproxy: other } of EDGE_ROWS)
    if (other !== 'not compared')
      await t.test(what, () => comesOut(haproxy.url, upstream, sends, other === 'same' ? wanted : other))
})

test('the page has a row for each, and says where HAProxy differs', () => {
  const rows = new Map(
    readFileSync(PAGE, 'utf8')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .flatMap(([, what = '', gateway = '', haproxy = '']) =>
        gateway === '' ? [] : [[what, haproxy] as const],
      ),
  )
  for (const { what, haproxy } of EDGE_ROWS) {
    const said = rows.get(what)
    assert.ok(said !== undefined, `${what} is not on the page`)
    assert.equal(said === 'the same', haproxy === 'same', `${what}: HAProxy, it says, does ${said}`)
    assert.equal(said === '', haproxy === 'not compared', `${what}: HAProxy, it says, does ${said}`)
  }
})
