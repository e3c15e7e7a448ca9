import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Facts, NOTICE_FORMAT, type Notice } from '../core/notice/notice.ts'
import { changeSubject } from '../core/notice/subject.ts'
import { textOf } from '../core/notice/text.ts'
import type { Messenger } from './messenger.ts'

/** A strict receiver: it lists only what it has verified. */
export type MessengerRig = {
  readonly messenger: Messenger
  /** What a person there reads of each, and the id by which a second copy is known. */
  received(): readonly { readonly id: string; readonly text: string }[]
  behave(how: 'well' | Trouble): void
  /** Faults the receiver found in what it was sent. */
  faults(): readonly string[]
  readonly secret: string
  close(): Promise<void>
}

export type Trouble = 'refuses' | 'is-overloaded' | 'hangs' | 'breaks-off'
const EVERY_TROUBLE: readonly Trouble[] = ['refuses', 'is-overloaded', 'hangs', 'breaks-off']

let serial = 0

/** Words of people in every place that takes them. */
export function suiteNotice(more: Partial<Notice> = {}): Notice {
  serial++
  const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
  const environment = 'staging'
  return {
    format: NOTICE_FORMAT,
    id: `change/CHG-2026-0001/${serial}/pager`,
    channel: 'pager',
    environment,
    urgency: 'page',
    at,
    occasion: { kind: 'event', name: 'step:failed', version: 1 },
    subject: changeSubject('CHG-2026-0001', 'Größe “zwei”'),
    facts: {
      kind: 'change-event',
      event: {
        at,
        by: { kind: 'engine' },
        type: 'step-failed',
        step: 'sync',
        attempt: 1,
        reason: 'exit code 1 — “so far, so good”. 🙂',
        retryAt: null,
        goOn: false,
      },
      names: {
        title: 'Größe “zwei”',
        environment,
        steps: [{ kind: 'effect', id: 'sync', title: 'Sync the registry' }],
        accept: [],
      },
    },
    ...more,
  }
}

/** What every messenger promises. `troubles` are those that the real thing can have; each is tried. */
export function messengerSuite(
  title: string,
  openRig: () => Promise<MessengerRig>,
  troubles: readonly Trouble[] = EVERY_TROUBLE,
): void {
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
      assert.deepEqual(rig.faults(), [])
      const text = 'CHG-2026-0001 Größe “zwei”: Sync the registry failed: exit code 1 — “so far, so good”. 🙂'
      assert.equal(rig.received().at(-1)?.text, text)
    })

    it('takes every kind of facts', async () => {
      for (const facts of EVERY_KIND) {
        const notice = suiteNotice({ facts })
        assert.deepEqual(await send(notice), { delivered: true })
        assert.deepEqual([rig.faults(), rig.received().at(-1)?.text], [[], textOf(notice)])
      }
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
        occasion: { kind: 'event', name: 'ünusual:näme.1', version: 1 },
        facts: { kind: 'sentence', text: '', data: { nested: { list: [1, null, '\u2028'] } } },
        id: 'a.b c/ü/9',
      } as const
      assert.deepEqual(await send(suiteNotice(odd)), { delivered: true })
      assert.deepEqual(rig.faults(), [])
    })

    const meeting: Readonly<Record<Trouble, () => void>> = {
      refuses: () =>
        it('does not try again what was refused for good', async () => {
          rig.behave('refuses')
          const delivery = await send(suiteNotice())
          assert.ok(!delivery.delivered && !delivery.retry)
          assert.ok(!delivery.because.includes(rig.secret))
        }),
      'is-overloaded': () =>
        it('is to be tried again after an overload, not before the time that was asked for', async () => {
          rig.behave('is-overloaded')
          const delivery = await send(suiteNotice())
          assert.ok(!delivery.delivered && delivery.retry)
          assert.equal(delivery.afterMs, 7_000)
        }),
      'breaks-off': () =>
        it('is to be tried again when the connection broke', async () => {
          rig.behave('breaks-off')
          const delivery = await send(suiteNotice())
          assert.ok(!delivery.delivered && delivery.retry)
        }),
      hangs: () =>
        it('ends at the abort of its signal, and is to be tried again', async () => {
          rig.behave('hangs')
          const begun = performance.now()
          const delivery = await send(suiteNotice(), AbortSignal.timeout(200))
          assert.ok(!delivery.delivered && delivery.retry)
          assert.ok(performance.now() - begun < 3_000)
        }),
    }
    for (const trouble of troubles) meeting[trouble]()
  })
}

const CLOSED_GREEN = { generation: 7, stable: 'green', split: { mode: 'closed', latched: false } } as const
const EVERY_KIND: readonly Facts[] = [
  suiteNotice().facts,
  { kind: 'change-stuck', since: Date.UTC(2026, 0, 2), errors: 5, because: 'out of order' },
  {
    kind: 'proxy-ahead',
    target: 'staging/wix',
    proxy: 'edge-1',
    has: CLOSED_GREEN,
    desired: { ...CLOSED_GREEN, generation: 5, stable: 'blue' },
  },
  { kind: 'journal-cut-off', checkpoint: 12 },
  {
    kind: 'journal-sink-differs',
    sink: 'vault',
    checkpoint: 12,
    ours: 'a'.repeat(64),
    theirs: 'b'.repeat(64),
  },
  { kind: 'sentence', text: 'wix is at 5 %.', data: { weight: 500, targets: ['wix'] } },
]
