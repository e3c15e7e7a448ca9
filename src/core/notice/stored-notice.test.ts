import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cloudEventOf } from './cloud-event.ts'
import { type NoticeOfFormat1, noticeFrom } from './stored-notice.ts'

const AT = Date.UTC(2026, 0, 2, 3, 4, 5)

/** As the first version wrote it: one sentence and its data. */
const OLD: NoticeOfFormat1 = {
  id: 'CHG-2026-0001.12.0.0123456789abcdef.pager',
  channel: 'pager',
  urgency: 'page',
  event: 'canary:rollback',
  change: 'CHG-2026-0001',
  environment: 'staging',
  at: AT,
  text: 'CHG-2026-0001 Dual deploy: ROLLING BACK: asked for',
  data: { at: AT, by: { kind: 'engine' }, type: 'rollback-started', cause: { cause: 'asked' } },
}

const DESIRED = { generation: 5, stable: 'blue', split: { mode: 'closed', latched: false } }
const AHEAD = { target: 'staging/wix', proxy: 'edge-1', has: { ...DESIRED, generation: 7 }, desired: DESIRED }

describe('a notice that waits since an older version', () => {
  const rows: readonly [string, Partial<NoticeOfFormat1>][] = [
    ['a page', {}],
    ['an event for subscribers', { urgency: 'event', channel: 'events' }],
    ['a change that is stuck', { event: 'change:stuck', data: { since: AT, errors: 5, because: 'x' } }],
    ['a proxy that is ahead', { event: 'target:ahead', data: AHEAD }],
    ['a proxy that is ahead, of no change', { event: 'target:ahead', change: 'staging/wix', data: AHEAD }],
    ['a journal that is cut off', { event: 'journal:cut-off', change: 'journal', data: { checkpoint: 3 } }],
  ]
  for (const [what, more] of rows)
    it(`is delivered as it would have been: ${what}`, () => {
      const old = { ...OLD, ...more }
      const notice = noticeFrom(JSON.parse(JSON.stringify(old)))
      const { id, channel, environment, at } = notice
      assert.deepEqual(
        { id, channel, environment, at },
        { id: old.id, channel: old.channel, environment: old.environment, at: old.at },
      )
      const { event, urgency, change, text, data } = old
      const sent = cloudEventOf(notice, '/cutwater')
      assert.equal(sent.id, old.id)
      assert.equal(sent.data.context.chainId, change)
      assert.deepEqual(sent.data.customData, { event, urgency, change, environment, text, data })
    })

  it('keeps its whole event', () => {
    assert.deepEqual(cloudEventOf(noticeFrom(OLD), '/cutwater'), {
      specversion: '1.0',
      id: OLD.id,
      source: '/cutwater',
      type: 'dev.cdevents.incident.detected.0.3.0',
      subject: 'CHG-2026-0001/canary:rollback',
      time: '2026-01-02T03:04:05.000Z',
      datacontenttype: 'application/json',
      data: {
        context: {
          specversion: '0.5.1',
          id: OLD.id,
          source: '/cutwater',
          type: 'dev.cdevents.incident.detected.0.3.0',
          timestamp: '2026-01-02T03:04:05.000Z',
          chainId: 'CHG-2026-0001',
        },
        subject: {
          id: 'CHG-2026-0001/canary:rollback',
          source: '/cutwater',
          content: { description: OLD.text, environment: { id: 'staging' } },
        },
        customData: {
          event: OLD.event,
          urgency: 'page',
          change: OLD.change,
          environment: 'staging',
          text: OLD.text,
          data: OLD.data,
        },
        customDataContentType: 'application/json',
      },
    })
  })

  it('is read as it is when this version wrote it', () => {
    const notice = noticeFrom(OLD)
    assert.equal(noticeFrom(notice), notice)
  })
})
