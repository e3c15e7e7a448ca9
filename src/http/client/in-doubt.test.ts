import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Unreachable } from './asking.ts'
import { InDoubt, noAnswerWithin } from './in-doubt.ts'

const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
const failed = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`read ${code}`), { code }) })

for (const [title, method, cause, why, says] of [
  [
    'a write that is not answered in time',
    'POST',
    late,
    ': late',
    /^it is away within 10 s; what was asked may/,
  ],
  [
    'a write whose connection broke',
    'PUT',
    failed('ECONNRESET'),
    ': read',
    /^it is away: read; what was asked may/,
  ],
  [
    'a write whose answer broke off',
    'POST',
    new Error('x'),
    undefined,
    /^it is away; what was asked may have/,
  ],
  ['a write that never came there', 'POST', failed('ECONNREFUSED'), ': refused', /^it is away: refused$/],
  ['a question that is not answered in time', 'GET', late, ': late', /^it is away within 10 s$/],
] as const)
  test(`whether it may have happened: ${title}`, () => {
    const request = new Request('http://127.0.0.1/', { method })
    const error = noAnswerWithin(10_000)(request, cause, 'it is away', why)
    assert.ok(error instanceof Unreachable)
    assert.match(error.message, says)
    assert.equal(error instanceof InDoubt, /may have/.test(error.message))
  })
