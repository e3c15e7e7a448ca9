import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pino } from 'pino'
import { runs } from '../core/drawn/runs.testing.ts'
import { anyText } from '../core/text/any-text.testing.ts'
import { createApp } from './app.ts'
import { fakeHouse, TOKEN } from './house.testing.ts'
import { jsonFault } from './kernel/request/json-position.ts'

const app = createApp({ house: fakeHouse(), log: pino({ level: 'silent' }) })
const paths = [
  '/v1/changes',
  '/v1/changes/CHG-2026-0001/commands',
  '/v1/targets/staging/wix/kill',
  '/v1/flags/staging/wix/F/lock',
]

async function send(method: string, path: string, body: string | Uint8Array | null): Promise<number> {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'content-type': 'application/json',
    'idempotency-key': 'key-00000001',
  }
  const answer = await app.request(`http://127.0.0.1${path}`, {
    method,
    headers,
    body: body as string | null,
  })
  if (answer.status >= 400) assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  return answer.status
}

test('no body, whatever it holds, is answered with a fault of the server', async () => {
  const json = fc.jsonValue().map((value) => JSON.stringify(value))
  const near = fc
    .record(
      {
        command: fc.oneof(fc.constantFrom('abort', 'promote', 'settle', 'extend', 'kill'), fc.jsonValue()),
        because: fc.anything(),
        plan: fc.anything(),
        inputs: fc.anything(),
        by: fc.string(),
        all: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map(
      (value) =>
        JSON.stringify(value, (_, held) => (typeof held === 'bigint' ? String(held) : held)) ?? 'null',
    )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.oneof(json, near, anyText, fc.uint8Array()),
      async (path, body) => {
        assert.ok((await send('POST', path, body)) < 500)
      },
    ),
    { numRuns: runs(400) },
  )
})

test('no path and no query is answered with a fault of the server', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'PATCH'),
      fc.array(anyText, { maxLength: 5 }),
      fc.string(),
      async (method, parts, query) => {
        const path = `/v1/${['changes', ...parts].map((part) => encodeURIComponent(part.toWellFormed())).join('/')}?${new URLSearchParams({ status: query })}`
        const status = await send(method, path, method === 'GET' ? null : '{}')
        assert.ok(status < 500, `${method} ${path}: ${status}`)
      },
    ),
    { numRuns: runs(300) },
  )
})

test('the place where a text stops being JSON is found exactly when it does', () => {
  const cut = fc.tuple(fc.jsonValue(), fc.nat(40), fc.string({ maxLength: 2 })).map(([value, at, put]) => {
    const text = JSON.stringify(value, null, 1)
    return text.slice(0, at) + put + text.slice(at)
  })
  fc.assert(
    fc.property(fc.oneof(cut, fc.string(), fc.json()), (text) => {
      assert.equal(jsonFault(text) === null, parses(text), text)
    }),
    { numRuns: runs(2_000) },
  )
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
