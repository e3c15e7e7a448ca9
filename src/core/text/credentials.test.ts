import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentWithoutCredentials, GIVEN_KEYS, withoutCredentials } from './credentials.ts'

const rows: readonly [string, string][] = [
  ['postgres://ann:hunter2@db.example/cutwater', 'postgres://[left out]@db.example/cutwater'],
  ['https://shop.example/a@b', 'https://shop.example/a@b'],
  [`token cw_${'a'.repeat(43)} was refused`, 'token [left out] was refused'],
  ['whsec_aGVsbG8gd29ybGQ=', '[left out]'],
  ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [left out]'],
  ['DB_PASSWORD=hunter2 PORT=1', 'DB_PASSWORD=[left out] PORT=1'],
  ['{"apiKey":"hunter2","port":1}', '{"apiKey":"[left out]","port":1}'],
  ['token: secret:FLAG_API_KEY', 'token: secret:FLAG_API_KEY'],
  ['-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\nafter', '[left out]\nafter'],
  ['nothing of the kind, said 12 tokens', 'nothing of the kind, said 12 tokens'],
]
for (const [text, shown] of rows)
  test(`${JSON.stringify(text).slice(0, 50)} is shown without its credentials`, () =>
    assert.equal(withoutCredentials(text), shown))

test('of a document, what commands and calls are given is left out, and what its key says is a secret', () => {
  const binding = {
    deploy: { command: ['deploy', '--url', 'https://a:b@c'], env: { A: 'x', B: [1] } },
    signals: [{ http: { url: 'https://c', headers: { 'X-Key': 'y' } } }],
    flags: { token: 'secret:FLAG_API_KEY', otherToken: 'hunter2' },
    allowPace: true,
  }
  assert.deepEqual(documentWithoutCredentials(binding, withoutCredentials, GIVEN_KEYS), {
    deploy: {
      command: ['deploy', '--url', 'https://[left out]@c'],
      env: { A: '[left out]', B: ['[left out]'] },
    },
    signals: [{ http: { url: 'https://c', headers: { 'X-Key': '[left out]' } } }],
    flags: { token: 'secret:FLAG_API_KEY', otherToken: '[left out]' },
    allowPace: true,
  })
})
