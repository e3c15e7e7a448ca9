import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginWatch } from '../../judge/observe.ts'
import type { Judged } from '../../judge/verdict.ts'
import { guard } from '../../runbook/sample-runbook.testing.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { Run } from '../state/change.ts'
import { causeSchema } from '../state/schema.ts'
import { silenceEvents, silenceKey } from './silence.ts'

const FROM = 1_760_000_000_000
const noData = { afterMs: 60_000, then: 'rollback' } as const
const rule = { ...guard, noData }
const run = { begun: ['rollout'] } as unknown as Run
const missing = { [silenceKey(rule.id, 'wix')]: FROM }

function rolledBackFor(more: Pick<Judged, 'unavailable'>) {
  const judged: Judged = {
    ...{
      step: 'rollout',
      rule: rule.id,
      target: 'wix',
      verdict: 'no-data' as const,
      from: FROM,
      watermark: FROM,
    },
    ...{ measuredUntil: FROM, intervalMs: 1_000, evidence: beginWatch(rule, FROM).evidence, ...more },
  }
  const standing = { rule, target: 'wix', from: FROM, judged, verdict: 'no-data', silentSince: FROM } as const
  const [event] = silenceEvents({ step: 'rollout', missing }, run, [standing], FROM + 60_000, false)
  assert.ok(event?.type === 'rollback-started')
  return event.cause
}

test('a change that is rolled back for no data says what the source said of itself', () => {
  const unavailable = 'what it counts is scraped every 15s, and the binding says scrape: 1s'
  const cause = causeSchema.parse(rolledBackFor({ unavailable }))
  assert.equal(wordsOf(cause), `no data for ${rule.id} on wix: ${unavailable}`)
})

test('a source that said nothing, and a rollback of an earlier version, have a cause without it', () => {
  const cause = causeSchema.parse(rolledBackFor({}))
  assert.deepEqual(cause, { cause: 'no-data', rule: rule.id, target: 'wix', since: FROM })
  assert.equal(wordsOf(cause), `no data for ${rule.id} on wix`)
})
