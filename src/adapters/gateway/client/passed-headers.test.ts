import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { answerHeaders, reasonPhrase, requestHeaders } from './passed-headers.ts'

const IDENTITY = { user: 'x-user-id', segment: 'x-user-segment' }

/** The names that get through, from a peer that is trusted or not. */
function passed(trusted: boolean, ...names: readonly string[]): string[] {
  const rawHeaders = names.flatMap((name) => [name, 'theirs'])
  const headers = Object.fromEntries(names.map((name) => [name.toLowerCase(), 'theirs']))
  const request = {
    rawHeaders,
    headers,
    socket: {},
  } as unknown as IncomingMessage
  const all = requestHeaders(request, IDENTITY, { address: '192.0.2.1', isTrusted: trusted })
  return all.filter((_, i) => i % 2 === 0 && all[i + 1] === 'theirs')
}

const ABOUT_SENDER = [
  'X-User-Id',
  'X-User-Segment',
  'X-Canary-Version',
  'X-Forwarded-Prefix',
  'X-Forwarded-Port',
]
const WITH_UNDERSCORES = ['X_User_Id', 'x_user-id', 'X_Canary_Version', 'X_Forwarded_For', 'X_Real_IP']

test('nothing that an untrusted peer says of identity or origin gets through, however it is spelt', () => {
  const names = [...ABOUT_SENDER, ...WITH_UNDERSCORES, 'Forwarded', 'X-Real-IP', 'X-Forwarded-For']
  assert.deepEqual(passed(false, ...names, 'X-Mine', 'x_mine'), ['x-mine', 'x_mine'])
})

test('what a trusted peer says of them gets through, but not what only looks like it', () => {
  const said = passed(true, ...ABOUT_SENDER, 'Forwarded', 'X-Real-IP')
  assert.deepEqual(
    said,
    [...ABOUT_SENDER, 'Forwarded', 'X-Real-IP'].map((name) => name.toLowerCase()),
  )
  assert.deepEqual(passed(true, ...WITH_UNDERSCORES), [])
})

test('an answer’s length is the last of its headers', () =>
  assert.deepEqual(
    answerHeaders({ 'content-length': '1', 'content-disposition': 'x', 'set-cookie': ['a', 'b'] }),
    ['content-disposition', 'x', 'set-cookie', 'a', 'set-cookie', 'b', 'content-length', '1'],
  ))

const phrases: readonly (readonly [said: string, passed: string])[] = [
  ['Not Found', 'Not Found'],
  ['', ''],
  ['Não', 'N\xc3\xa3o'],
  ['N\ufffdo', 'Not Found'],
  ['a\x01b', 'Not Found'],
  ['a\x7f', 'Not Found'],
]
for (const [said, what] of phrases)
  test(`the reason phrase ${JSON.stringify(said)} is passed on as ${JSON.stringify(what)}`, () =>
    assert.equal(reasonPhrase(404, said), what))
