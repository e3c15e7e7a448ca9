import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTraceparent, requestContext, traceparentFor } from './request-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const ids = { trace: () => 'f'.repeat(32), span: () => 'e'.repeat(16) }

test('what is no traceparent is none, and a later version is read as far as it is like this one', () => {
  for (const none of [
    '',
    'nonsense',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01,00-${TRACE}-${SPAN}-01`,
  ])
    assert.equal(readTraceparent(none), null, none)
  assert.deepEqual(readTraceparent(`00-${TRACE}-${SPAN}-00`), {
    traceId: TRACE,
    spanId: SPAN,
    sampled: false,
  })
  assert.equal(readTraceparent(`cc-${TRACE}-${SPAN}-03-what the future holds`)?.sampled, true)
})

test('a canary is told always, stable where its caller asked for it', () => {
  const asked = `00-${TRACE}-${SPAN}-01`
  const unasked = `00-${TRACE}-${SPAN}-00`
  const cases = [
    [asked, 'stable', true],
    [unasked, 'stable', false],
    [undefined, 'stable', false],
    [asked, 'canary', true],
    [unasked, 'canary', true],
    [undefined, 'canary', true],
  ] as const
  for (const [header, slot, sampled] of cases) {
    const context = requestContext(header, slot, ids)
    assert.equal(context.sampled, sampled)
    assert.equal(context.traceId, header === undefined ? ids.trace() : TRACE)
    assert.equal(context.parentId, header === undefined ? null : SPAN)
    assert.equal(traceparentFor(context), `00-${context.traceId}-${ids.span()}-0${sampled ? 1 : 0}`)
  }
})
