import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { sign, whyNotAuthentic } from './signature.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const now = Date.parse('2026-01-01T00:00:00Z')
const message = { id: 'msg_1', timestamp: String(now / 1_000), body: '{"a":1}' }
const signed = { ...message, signature: new Webhook(secret).sign(message.id, new Date(now), message.body) }

test('takes what the Standard Webhooks library signed, also beside other signatures', () => {
  assert.equal(signed.signature, sign(message, secret))
  assert.equal(whyNotAuthentic(signed, secret, now), null)
  assert.equal(whyNotAuthentic({ ...signed, signature: `v1,AAAA ${signed.signature}` }, secret, now), null)
})

test('refuses another body, id, key, time or version of the signature', () => {
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
  assert.ok(whyNotAuthentic({ ...signed, body: '{"a":2}' }, secret, now))
  assert.ok(whyNotAuthentic({ ...signed, id: 'msg_2' }, secret, now))
  assert.ok(whyNotAuthentic(signed, other, now))
  assert.ok(whyNotAuthentic(signed, secret, now + 301_000))
  assert.ok(whyNotAuthentic({ ...signed, timestamp: '' }, secret, now))
  assert.ok(whyNotAuthentic({ ...signed, signature: signed.signature.replace('v1', 'v2') }, secret, now))
})
