import assert from 'node:assert/strict'
import { test } from 'node:test'
import { USUAL_COOKIE } from '../../../core/traffic/visitor-cookie.ts'
import { stickyCookie } from './sticky-cookie.ts'

const cookieBy = (key: number, over: Partial<typeof USUAL_COOKIE> = {}) =>
  stickyCookie(Buffer.alloc(32, key), { ...USUAL_COOKIE, ...over })
const cookie = cookieBy(1)
const mintToken = (from = cookie) => {
  const { subject, setCookie } = from.mint()
  return { subject, token: setCookie.split(';')[0] ?? '' }
}

test('reads back the subject that it minted, among other cookies too', () => {
  const { subject, token } = mintToken()
  const stale = mintToken(cookieBy(2)).token
  const plain = [token, `a=b; ${token}`, `${token}; c=d`, `a=b; ${token}; c=d`]
  for (const header of [
    ...plain,
    `a=b;${token}`,
    `a=b;\t${token};c=d`,
    `${stale}; ${token}`,
    `${stale};${token}`,
  ])
    assert.equal(cookie.subjectIn(header), subject)
  assert.equal(cookie.subjectIn(token), subject, 'the second look gives the same')
})

test('looks at a few values only, whatever a client sends', () => {
  const { token } = mintToken()
  const stale = mintToken(cookieBy(2)).token
  assert.equal(cookie.subjectIn(`${`${stale}; `.repeat(8)}${token}`), null)
})

test('mints another subject each time', () => {
  assert.notEqual(mintToken().subject, mintToken().subject)
})

test('is called and lasts as its site says', () => {
  const named = cookieBy(1, { name: 'codex-canary-id', maxAgeSeconds: 3_600, secure: true })
  const { setCookie, subject } = named.mint()
  assert.match(setCookie, /^codex-canary-id=\S+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure$/)
  const [token = ''] = setCookie.split(';')
  assert.equal(named.subjectIn(`a=b; ${token}`), subject)
  assert.equal(cookie.subjectIn(token), null, 'another name is another cookie')
})

test('does not believe a cookie that it did not sign', () => {
  const { token } = mintToken()
  const [name, value = ''] = token.split('=')
  const [, signature] = value.split('.')
  const other = mintToken(cookieBy(2)).token
  const forged = [
    other,
    `${name}=chosen.${signature}`,
    `${name}=chosen`,
    `${name}=`,
    `${name}=.${signature}`,
    `x${token}`,
  ]
  for (const header of forged) assert.equal(cookie.subjectIn(header), null, header)
  assert.equal(cookie.subjectIn(undefined), null)
})
