import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Notice } from '../core/notice/notice.ts'
import type { Messenger } from './messenger.ts'

/** A strict receiver: it lists only what it has verified. */
export type MessengerRig = {
  readonly messenger: Messenger
  received(): readonly { readonly id: string; readonly notice: Partial<Notice> }[]
  behave(how: 'well' | 'refuses' | 'is-overloaded' | 'hangs' | 'breaks-off'): void
  /** Faults the receiver found in what it was sent. */
  faults(): readonly string[]
  readonly secret: string
  close(): Promise<void>
}

let serial = 0

export function suiteNotice(more: Partial<Notice> = {}): Notice {
  serial++
  return {
    id: `change/CHG-2026-0001/${serial}/pager`,
    channel: 'pager',
    urgency: 'page',
    event: 'canary:step',
    change: 'CHG-2026-0001',
    environment: 'staging',
    at: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    text: 'wix is at 5 % — “so far, so good”. 🙂',
    data: { weight: 500, targets: ['wix'] },
    ...more,
  }
}

/** What every messenger promises. */
export function messengerSuite(title: string, openRig: () => Promise<MessengerRig>): void {
  describe(title, { timeout: 120_000 }, () => {
    let rig: MessengerRig
    before(async () => {
      rig = await openRig()
    })
    beforeEach(() => rig.behave('well'))
    after(async () => {
      await rig?.close()
    })
    const send = (notice: Notice, signal = AbortSignal.timeout(5_000)) => rig.messenger.send(notice, signal)

    it('delivers what the notice says, in a form the receiver can verify', async () => {
      const notice = suiteNotice()
      assert.deepEqual(await send(notice), { delivered: true })
      const got = rig.received().at(-1)?.notice
      assert.deepEqual(rig.faults(), [])
      const { event, text, change, environment, urgency, data, at } = notice
      assert.deepEqual(got, { event, text, change, environment, urgency, data, at })
    })

    it('keeps the id over retries, and gives every notice its own', async () => {
      const [one, other] = [suiteNotice(), suiteNotice()]
      const ids: string[] = []
      for (const notice of [one, one, other]) {
        await send(notice)
        ids.push(rig.received().at(-1)?.id ?? '')
      }
      assert.equal(ids[0], ids[1])
      assert.notEqual(ids[0], ids[2])
    })

    it('takes any name, text and data', async () => {
      const odd = {
        event: 'ünusual:näme.1',
        text: '',
        data: { nested: { list: [1, null, '\u2028'] } },
        id: 'a.b c/ü/9',
      }
      assert.deepEqual(await send(suiteNotice(odd)), { delivered: true })
      assert.deepEqual(rig.faults(), [])
    })

    it('does not try again what was refused for good', async () => {
      rig.behave('refuses')
      const delivery = await send(suiteNotice())
      assert.ok(!delivery.delivered && !delivery.retry)
      assert.ok(!delivery.because.includes(rig.secret))
    })

    it('is to be tried again after an overload, not before the time that was asked for', async () => {
      rig.behave('is-overloaded')
      const delivery = await send(suiteNotice())
      assert.ok(!delivery.delivered && delivery.retry)
      assert.equal(delivery.afterMs, 7_000)
    })

    it('is to be tried again when the connection broke', async () => {
      rig.behave('breaks-off')
      const delivery = await send(suiteNotice())
      assert.ok(!delivery.delivered && delivery.retry)
    })

    it('ends at the abort of its signal, and is to be tried again', async () => {
      rig.behave('hangs')
      const begun = performance.now()
      const delivery = await send(suiteNotice(), AbortSignal.timeout(200))
      assert.ok(!delivery.delivered && delivery.retry)
      assert.ok(performance.now() - begun < 3_000)
    })
  })
}
