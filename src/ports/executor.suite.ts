import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunnerBinding } from '../core/binding/binding.ts'
import type { Call, Executor } from './executor.ts'

/** What the rig's program or service does when it is called. */
export type Behaviour =
  /** Ends well, tells `evidence` and gives the output `answer: 42`. */
  | 'succeeds'
  /** Ends badly and tells `because`. */
  | 'fails'
  /** Goes on for longer than any test. */
  | 'hangs'
  /** Ends well after it told SUITE_SECRET. */
  | 'tells-secret'
  | 'says-yes'
  | 'says-no'
  | 'says-nonsense'

export const SUITE_SECRET = 'open sesame / 100%'
export const SUITE_SECRET_NAME = 'SUITE_SECRET'

/** The real thing, made to behave. */
export type ExecutorRig = {
  /** Opens the executor; a second time stands for the server that comes after a crash. */
  open(): Executor
  binding(behaviour: Behaviour): RunnerBinding
  /** The keys with which something really began outside, in order. */
  begun(): readonly string[]
  close(): Promise<void>
}

let serial = 0

/** What every executor promises, whatever it calls. */
export function executorSuite(title: string, openRig: () => Promise<ExecutorRig>): void {
  describe(title, { timeout: 200_000 }, () => {
    let rig: ExecutorRig
    let executor: Executor
    before(async () => {
      rig = await openRig()
      executor = rig.open()
    })
    after(async () => {
      await rig?.close()
    })

    const call = (behaviour: Behaviour, more: Partial<Call> = {}): Call => ({
      key: `CHG-2026-0001/step-${++serial}/do/1`,
      binding: rig.binding(behaviour),
      env: { CUTWATER_CHANGE: 'CHG-2026-0001' },
      args: { version: 'v2' },
      timeLimitMs: 20_000,
      check: false,
      ...more,
    })
    const countOf = (key: string) => rig.begun().filter((each) => each === key).length
    const untilBegun = (key: string) => until(() => countOf(key) > 0, `${key} never began`)

    it('answers done with outputs and evidence', async () => {
      const outcome = await executor.run(call('succeeds'))
      assert.equal(outcome.outcome, 'done')
      if (outcome.outcome !== 'done') return
      assert.equal(outcome.outputs.answer, 42)
      assert.match(outcome.evidence, /evidence/)
    })

    it('answers failed with a reason a person can use', async () => {
      const outcome = await executor.run(call('fails'))
      assert.equal(outcome.outcome, 'failed')
      assert.match('reason' in outcome ? outcome.reason : '', /because/)
    })

    it('passes the idempotency key on', async () => {
      const one = call('succeeds')
      await executor.run(one)
      assert.equal(countOf(one.key), 1)
    })

    it('joins what runs already when the key is used twice at once', async () => {
      const one = call('succeeds')
      const outcomes = await Promise.all([executor.run(one), executor.run(one), executor.run(one)])
      assert.deepEqual(new Set(outcomes.map((each) => each.outcome)), new Set(['done']))
      assert.equal(countOf(one.key), 1)
    })

    it('answers a key that has finished with the same outcome, and does nothing', async () => {
      const one = call('succeeds')
      const first = await executor.run(one)
      assert.deepEqual(await executor.run(one), first)
      assert.deepEqual(await executor.adopt(one.key), first)
      assert.equal(countOf(one.key), 1)
    })

    it('does not know what became of a key it never saw', async () => {
      assert.equal((await executor.adopt('CHG-2026-0001/never/do/1')).outcome, 'unknown')
    })

    it('says after a restart what it knows, and never makes up an outcome', async () => {
      const one = call('succeeds')
      const first = await executor.run(one)
      const adopted = await rig.open().adopt(one.key)
      if (adopted.outcome !== 'unknown') assert.deepEqual(adopted, first)
    })

    it('stops what runs, and the run answers stopped', async () => {
      const one = call('hangs')
      const running = executor.run(one)
      await untilBegun(one.key)
      await executor.stop(one.key)
      assert.deepEqual(await running, { outcome: 'stopped' })
      assert.deepEqual(await executor.adopt(one.key), { outcome: 'stopped' })
    })

    it('accepts a stop of what has finished, which changes nothing', async () => {
      const one = call('succeeds')
      const first = await executor.run(one)
      await executor.stop(one.key)
      assert.deepEqual(await executor.adopt(one.key), first)
    })

    it('never begins a key that was stopped before it began', async () => {
      const one = call('succeeds')
      await executor.stop(one.key)
      assert.deepEqual(await executor.run(one), { outcome: 'stopped' })
      assert.equal(countOf(one.key), 0)
    })

    it('ends at the time limit, and that is not success', async () => {
      const one = call('hangs', { timeLimitMs: 500 })
      const begun = performance.now()
      const outcome = await executor.run(one)
      assert.ok(outcome.outcome === 'failed' || outcome.outcome === 'unknown', outcome.outcome)
      assert.match('reason' in outcome ? outcome.reason : '', /time limit of 500 ms/)
      assert.ok(performance.now() - begun < 10_000)
    })

    it('lets a check say yes, say no, or say nothing of use', async () => {
      const outcomeOf = async (behaviour: Behaviour, more: Partial<Call> = {}) =>
        (await executor.run(call(behaviour, { check: true, ...more }))).outcome
      assert.equal(await outcomeOf('says-yes'), 'done')
      assert.equal(await outcomeOf('says-no'), 'failed')
      assert.equal(await outcomeOf('says-nonsense'), 'unknown')
      assert.equal(await outcomeOf('hangs', { timeLimitMs: 300 }), 'unknown')
    })

    it('keeps secrets out of evidence and outputs', async () => {
      const outcome = await executor.run(call('tells-secret'))
      assert.equal(outcome.outcome, 'done')
      assert.match(JSON.stringify(outcome), /\[secret\]/)
      for (const form of [
        SUITE_SECRET,
        encodeURIComponent(SUITE_SECRET),
        Buffer.from(SUITE_SECRET).toString('base64'),
      ])
        assert.ok(!JSON.stringify(outcome).includes(form), `${form} got out`)
    })

    it('refuses a binding that lacks its secret, and names the secret', async () => {
      const good = rig.binding('succeeds')
      const binding: RunnerBinding =
        good.run === 'command'
          ? { ...good, env: { ...good.env, TOKEN: 'secret:NOT_THERE' } }
          : { ...good, headers: { ...good.headers, 'X-Token': 'secret:NOT_THERE' } }
      const one = call('succeeds', { binding })
      const outcome = await executor.run(one)
      assert.equal(outcome.outcome, 'failed')
      assert.match('reason' in outcome ? outcome.reason : '', /NOT_THERE/)
      assert.equal(countOf(one.key), 0)
    })
  })
}

/** Polls; a test never sleeps to be right. */
async function until(holds: () => boolean, otherwise: string, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!holds()) {
    if (performance.now() > end) throw new Error(otherwise)
    await sleep(10)
  }
}
