import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import type { ChangeEvent } from '../change/events/event.ts'
import { isTerminal } from '../change/state/change.ts'
import { AT, inEveryWorld } from '../change/turn/laws.testing.ts'
import { simulate } from '../simulate/simulate.ts'
import { spanIdOf, traceIdOf, traceparentOf } from './ids.ts'
import type { Span } from './span.ts'
import { spansOf } from './spans.ts'

const ID = 'CHG-2026-0001'

describe('the spans of a change', () => {
  it('are one tree, each within the one it is part of, and stay as they are whatever comes after', () => {
    inEveryWorld((runbook, script) => {
      const { change, events } = simulate(runbook, script, AT)
      const whole = spansOf(ID, events, runbook)
      const spans = whole.map(({ span }) => span)
      const byKey = new Map(spans.map((span) => [span.key, span]))
      assert.equal(byKey.size, spans.length, 'two spans of one key')
      assert.equal(byKey.has('change'), isTerminal(change))
      for (const { key, parent, from, to } of spans) {
        assert.ok(from <= to, key)
        const above = parent === null ? undefined : byKey.get(parent)
        if (parent === null) assert.equal(key, 'change')
        else if (isTerminal(change)) assert.ok(above !== undefined, `${key} is part of ${parent}`)
        // A verification is a record beside a change that has ended.
        if (above !== undefined && key !== 'verification')
          assert.ok(from >= above.from && to <= above.to, `${key} is not within ${parent}`)
      }
      const half = Math.floor(events.length / 2)
      assert.deepEqual(
        spansOf(ID, events.slice(0, half), runbook),
        whole.filter(({ by }) => by < half),
      )
      saysOfRollback(spans, events)
    })
  })
})

/** Why, what was closed and what was undone. */
function saysOfRollback(spans: readonly Span[], events: readonly ChangeEvent[]): void {
  const rollback = spans.find(({ key }) => key === 'rollback')
  if (rollback === undefined) return
  assert.notEqual(rollback.attributes['cutwater.cause'], '')
  const isSaid = (name: string) => spans.some((span) => span.parent === 'rollback' && span.name === name)
  for (const event of events) {
    if (event.type === 'traffic-closed') assert.ok(isSaid('close traffic'))
    if (event.type === 'undo-started') assert.ok(isSaid(`undo ${event.step}`))
    if (event.type === 'back-step-failed' && event.final)
      assert.ok(spans.some(({ name, to }) => name === `rollback step ${event.step}` && to === event.at))
    if (event.type === 'back-step-started') assert.ok(isSaid(`rollback step ${event.step}`))
  }
}

test('ids are those of W3C Trace Context, the same on every server', () => {
  const traceId = traceIdOf({ id: ID, requestedAt: AT })
  const spanId = spanIdOf(traceId, 'step deploy-wix')
  assert.match(traceparentOf(traceId, spanId), /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
  assert.equal(spanId, spanIdOf(traceIdOf({ id: ID, requestedAt: AT }), 'step deploy-wix'))
  assert.notEqual(traceId, traceIdOf({ id: ID, requestedAt: AT + 1 }))
})
