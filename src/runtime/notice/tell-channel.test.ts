import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Notice } from '../../core/notice/notice.ts'
import type { Delivery } from '../../ports/messenger.ts'
import type { Runtime } from '../context/runtime.ts'
import { tellChannel } from './tell-channel.ts'

const TELLING = { change: 'CHG-2026-0001', environment: 'staging', of: 'before/told', words: 'It begins' }
const BUSY: Delivery = { delivered: false, retry: true, because: 'it answered 503' }

/** A channel that answers so, one after the other, on a clock that goes by sleeping. */
function house(answers: readonly Delivery[]) {
  const sent: { readonly notice: Notice; readonly at: number }[] = []
  let now = 1_000
  const runtime = {
    clock: {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms
      },
    },
    store: { ticks: { load: async () => ({ change: { runbook: { title: 'Cutover' } } }) } },
    reach: {
      environments: {
        staging: {
          channels: [
            {
              channel: 'team',
              urgency: 'tell',
              events: [],
              messenger: {
                send: async (notice: Notice) => {
                  sent.push({ notice, at: now })
                  return answers[sent.length - 1] ?? BUSY
                },
              },
            },
          ],
        },
      },
    },
  } as unknown as Pick<Runtime, 'reach' | 'clock' | 'store'>
  const tell = (channel = 'team', until = 60_000) =>
    tellChannel(runtime, TELLING, channel, { until, signal: new AbortController().signal })
  return { sent, tell }
}

describe('a channel that a plan has told', () => {
  it('has acknowledged it, by a sentence of the change', async () => {
    const { sent, tell } = house([{ delivered: true }])
    assert.deepEqual(await tell(), { told: true })
    const [{ notice } = { notice: null }] = sent
    assert.deepEqual(notice?.facts, { kind: 'told', words: 'It begins' })
    assert.deepEqual(notice?.subject, {
      kind: 'change',
      id: 'CHG-2026-0001',
      title: 'Cutover',
      path: '/changes/CHG-2026-0001',
    })
  })

  it('is told again, by the same notice, and after four tries why it was not told', async () => {
    const { sent, tell } = house([])
    assert.deepEqual(await tell(), { told: false, because: 'team was not told: it answered 503' })
    assert.deepEqual(
      sent.map(({ at }) => at),
      [1_000, 2_000, 4_000, 8_000],
    )
    assert.equal(new Set(sent.map(({ notice }) => notice.id)).size, 1)
  })

  it('is not asked again where it refused for good, or wants to be left alone for longer than there is', async () => {
    const refused = house([{ ...BUSY, retry: false, because: 'it answered 400' }])
    assert.deepEqual(await refused.tell(), { told: false, because: 'team was not told: it answered 400' })
    const later = house([{ ...BUSY, afterMs: 120_000 }])
    assert.equal((await later.tell()).told, false)
    assert.deepEqual([refused.sent.length, later.sent.length], [1, 1])
  })

  it('has to be one of the binding', async () => {
    assert.deepEqual(await house([]).tell('teem'), {
      told: false,
      because: 'the binding of staging has no channel teem',
    })
  })
})
