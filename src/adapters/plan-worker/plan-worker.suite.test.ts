import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import type { Binding } from '../../core/binding/binding.ts'
import { type PlanQuestion, readPlan } from '../../core/plan/read-plan.ts'
import { PlanReaderBusy } from '../../ports/plan-reader.ts'
import { planWorker } from './plan-worker.ts'

const text = readFileSync(new URL('../../../plans/dual-deploy.yaml', import.meta.url), 'utf8')
const binding: Binding = { environments: {} }
const inputs = { environment: 'production', version_tag: 'v2.0.0' }
const checked: PlanQuestion = { text, file: 'p.yaml', given: null, binding }
const compiled: PlanQuestion = { ...checked, given: { inputs, pace: 1 } }

describe('a thread that reads plans', () => {
  const reader = planWorker()
  after(() => reader.stop())

  it('says what reading them here says, for one binding and for another', async () => {
    const bound: Binding = {
      environments: {
        production: {
          allowPace: false,
          targets: {},
          actions: {},
          prometheus: null,
          databases: {},
          signals: {},
          checks: {},
          suites: {},
          services: {},
          notices: [],
        },
      },
    }
    for (const question of [checked, compiled, { ...compiled, binding: bound }, compiled])
      assert.deepEqual(await reader.read(question, true), readPlan(question))
  })

  it('leaves the event loop free', async () => {
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    const large = `steps: [${'a,'.repeat(15_000)}]`
    const { findings } = await reader.read({ ...checked, text: large }, false)
    clearInterval(turning)
    assert.ok(findings.length > 0)
    assert.ok(turns > 3, `${turns} turns`)
  })
})

describe('a thread that is at its limit', () => {
  const reader = planWorker({ readMs: 0, waitingMax: 2 })
  after(() => reader.stop())

  it('answers with a finding that names the file and the remedy, and reads on', async () => {
    for (let again = 0; again < 2; again++) {
      const { findings, runbook, header } = await reader.read(compiled, true)
      assert.deepEqual(
        findings.map(({ file, code, severity }) => ({ file, code, severity })),
        [{ file: 'p.yaml', code: 'too-costly', severity: 'error' }],
      )
      assert.match(findings[0]?.remedy ?? '', /shorter/)
      assert.equal(runbook ?? header, null)
    }
  })

  it('lets no more wait than may, those that act first', async () => {
    const order: string[] = []
    const read = (name: string, acts: boolean) => reader.read(checked, acts).then(() => order.push(name))
    const begun = [read('first', false), read('asks', false), read('acts', true)]
    await assert.rejects(reader.read(checked, true), PlanReaderBusy)
    await Promise.all(begun)
    assert.deepEqual(order, ['first', 'acts', 'asks'])
  })
})

it('a thread without memory is ended, which ends nothing else', async () => {
  const reader = planWorker({ memoryMb: 4 })
  const { findings } = await reader.read(checked, true)
  assert.match(findings[0]?.message ?? '', /more memory than it may have/)
  await reader.stop()
})
