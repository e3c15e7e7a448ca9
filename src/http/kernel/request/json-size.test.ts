import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pino } from 'pino'
import { createApp } from '../../app.ts'
import { fakeHouse, TOKEN } from '../../house.testing.ts'
import { jsonSize } from './json-size.ts'

function sizeOf(value: unknown): { depth: number; values: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 1 }
  const inner = Object.values(value).map(sizeOf)
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + inner.reduce((sum, { values }) => sum + values, 0),
  }
}

test('a text in JSON is as deep as its value, and counts no fewer values than there are to read', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { depth, values } = jsonSize(JSON.stringify(value))
      const real = sizeOf(value)
      assert.equal(depth, real.depth)
      assert.ok(values >= real.values && values <= 2 * real.values, `${values} of ${real.values}`)
    }),
    { numRuns: 300 },
  )
  assert.deepEqual(jsonSize('"[[,\\"[,"'), { depth: 0, values: 1 })
})

test('a body that is nested without end, or holds more than can be read at once, is refused as such', async () => {
  const app = createApp({ house: fakeHouse(), log: pino({ level: 'silent' }) })
  const post = async (path: string, body: string) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const answer = await app.request(`http://127.0.0.1${path}`, { method: 'POST', headers, body })
    return { status: answer.status, detail: JSON.stringify(await answer.json()) }
  }
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const wide = `{"plan":"x","inputs":[${'1,'.repeat(60_000)}1]}`
  const inputs = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`i${i}`, 1]))
  const ofrep = '/v1/environments/staging/targets/wix/ofrep/v1/evaluate/flags'
  for (const [path, body, status, detail] of [
    ['/v1/plan-checks', deep, 400, /nested 20000 deep, of 200/],
    ['/v1/plan-checks', `{"plan":${deep}}`, 400, /nested 20001 deep/],
    ['/v1/plan-checks', wide, 400, /values, of 50000/],
    ['/v1/plan-checks', JSON.stringify({ plan: 'x', inputs }), 400, /no plan has more than 200 inputs/],
    [ofrep, `{"context":{"a":${deep}}}`, 400, /nested/],
    [ofrep, `{"context":{"a":"${'x'.repeat(65_536)}"}}`, 400, /65536 bytes/],
  ] as const) {
    const answer = await post(path, body)
    assert.equal(answer.status, status, answer.detail.slice(0, 300))
    assert.match(answer.detail, detail)
  }
})
