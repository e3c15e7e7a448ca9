import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieAttributes, USUAL_COOKIE, whyDropped } from './visitor-cookie.ts'

test('its attributes are said as RFC 6265bis has them', () => {
  assert.equal(cookieAttributes(USUAL_COOKIE), 'Path=/; Max-Age=86400; HttpOnly; SameSite=Lax')
  assert.equal(
    cookieAttributes({ ...USUAL_COOKIE, maxAgeSeconds: 60, secure: true, sameSite: 'None' }),
    'Path=/; Max-Age=60; HttpOnly; SameSite=None; Secure',
  )
})

test('one that browsers would drop is known beforehand', () => {
  const dropped = [{ sameSite: 'None' }, { name: '__Host-side' }, { name: '__secure-side' }] as const
  for (const over of dropped) {
    assert.match(String(whyDropped({ ...USUAL_COOKIE, ...over })), /is dropped unless it is secure$/)
    assert.equal(whyDropped({ ...USUAL_COOKIE, ...over, secure: true }), null)
  }
  for (const name of ['codex-canary-id', 'x__Host-', USUAL_COOKIE.name])
    assert.equal(whyDropped({ ...USUAL_COOKIE, name }), null)
})
