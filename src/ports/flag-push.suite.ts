import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Scalar } from '../core/runbook/runbook.ts'
import type { FlagPush } from './flag-push.ts'

/** A target's own flag service, made to behave. */
export type FlagPushRig = {
  readonly push: FlagPush
  /** What the service holds now. */
  flags(): Readonly<Record<string, Scalar>>
  /** How it answers from now on. */
  behave(how: 'well' | 'refuses' | 'hangs'): void
  /** A value that must never be seen in an error. */
  readonly secret: string
  close(): Promise<void>
}

/** What every way to push flags promises. */
export function flagPushSuite(title: string, openRig: () => Promise<FlagPushRig>): void {
  describe(title, { timeout: 120_000 }, () => {
    let rig: FlagPushRig
    before(async () => {
      rig = await openRig()
    })
    after(async () => {
      await rig?.close()
    })
    const push = (flag: string, value: Scalar, signal = AbortSignal.timeout(5_000)) =>
      rig.push.push(flag, value, signal)

    it('sets booleans, numbers and texts as they are', async () => {
      for (const value of [true, false, 10, 0.5, '', 'dark']) {
        await push('canary-percentage', value)
        assert.deepEqual(rig.flags()['canary-percentage'], value)
      }
    })

    it('may be repeated', async () => {
      await push('GlassFXEnabled', true)
      await push('GlassFXEnabled', true)
      assert.equal(rig.flags().GlassFXEnabled, true)
    })

    it('reaches a flag whatever its name holds', async () => {
      for (const flag of ['a/b', '../admin', 'x?y=1#z', 'naïve flag', '100%']) {
        await push(flag, true)
        assert.equal(rig.flags()[flag], true, flag)
      }
    })

    it('throws what went wrong, with the flag and without the secret', async () => {
      rig.behave('refuses')
      await assert.rejects(push('CanaryEnabled', true), (error: Error) => {
        assert.match(error.message, /CanaryEnabled/)
        assert.ok(!inspected(error).includes(rig.secret), 'the secret is in the error')
        return true
      })
      rig.behave('well')
    })

    it('ends at the abort of its signal', async () => {
      rig.behave('hangs')
      const begun = performance.now()
      await assert.rejects(push('CanaryEnabled', true, AbortSignal.timeout(200)), /CanaryEnabled/)
      assert.ok(performance.now() - begun < 3_000)
      rig.behave('well')
    })
  })
}

function inspected(error: Error): string {
  const cause = error.cause instanceof Error ? inspected(error.cause) : String(error.cause)
  return `${error.message} ${error.stack} ${JSON.stringify(error)} ${cause}`
}
