import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { People } from '../plan/fill/people.ts'
import { compilePlan } from '../plan/plan.ts'
import { parseInstant } from '../time/parse-instant.ts'
import { readScript } from './script.ts'
import { simulate } from './simulate.ts'

const EXAMPLE = join(import.meta.dirname, '../../../docs/examples/cutover')
const T = '2027-03-01T10:00:00Z'
const MINUTE = 60_000

/** What happens, with minutes from T, of one of the worlds of docs/examples/cutover. */
function played(name: string, people?: People): { readonly ends: string; readonly told: readonly string[] } {
  const text = readFileSync(join(EXAMPLE, 'plan.yaml'), 'utf8')
  const inputs = { environment: 'staging', start: T }
  const compiled = compilePlan(text, 'plan.yaml', {
    ...{ inputs, pace: 1, binding: null },
    ...(people === undefined ? {} : { people }),
  })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(readFileSync(join(EXAMPLE, `${name}.yaml`), 'utf8'))
  assert.ok('script' in read, JSON.stringify(read))
  const opens = parseInstant(T)
  assert.ok('at' in opens)
  const { change, timeline } = simulate(compiled.runbook, read.script, opens.at)
  const told = timeline.map(({ at, sentence }) => `${Math.floor((at - opens.at) / MINUTE)} ${sentence}`)
  return { ends: change.status, told }
}

const WORLDS: Readonly<Record<string, { readonly ends: string; readonly inOrder: readonly RegExp[] }>> = {
  whole: {
    ends: 'succeeded',
    inOrder: [
      /^-60 preparation began; no target is touched before T$/,
      /^-59 Checklist .* done$/,
      /^-9 database rejects .*: the dump is not there yet$/,
      /^-6 no longer held back/,
      /^-5 cutover approves /,
      /^-4 database approves /,
      /^0 window opened/,
      /^0 canary to 10 % on shop$/,
      /^15 WAITING: the checklist at 10 %/,
      /^16 canary to 50 % on shop$/,
      /^20 phase publishing began/,
      /^21 phase publishing ended/,
      /^31 canary to 100 % on shop$/,
      /^46 Watch for 20m begins$/,
      /^66 Watch for 20m passed/,
      /^66 the canary is stable now on shop$/,
      /^66 SUCCEEDED$/,
      /^66 2 tasks are owed: Read the error logs .*; Tell the editors /,
    ],
  },
  'guard-asks': {
    ends: 'succeeded',
    inOrder: [
      /^22 guard tripped on shop: payment-success .*; asks Answers for the product$/,
      /^22 paused by cutwater/,
      /^35 product answers guard slow-payments: go on, the provider had an outage$/,
      /^43 canary to 100 %/,
      /SUCCEEDED$/,
    ],
  },
  'way-down': {
    ends: 'rolled-back',
    inOrder: [
      /^4 ROLLING BACK: /,
      /^4 canary closed on shop/,
      /undone: Deploy shop$/,
      /undone: Snapshot$/,
      /rollback step done: Clear cache$/,
      /rollback step Warm cache failed; the rollback goes on/,
      /rollback step done: Set PublishingEnabled$/,
      /^4 ROLLED BACK, but not every step of the rollback was done: Warm cache$/,
      /one task is owed: Write down what happened/,
    ],
  },
  missed: {
    ends: 'missed',
    inOrder: [
      /^-30 phase preparation takes longer than its budget/,
      /^-15 LATE: /,
      /^180 UNDOING what was prepared/,
      /undone: Snapshot$/,
    ],
  },
  'abort-while-preparing': {
    ends: 'cancelled',
    inOrder: [
      /^-40 UNDOING what was prepared: the vendor is not ready$/,
      /undone: Snapshot$/,
      /^-40 cancelled/,
    ],
  },
}

describe('the example of a cutover with people', () => {
  for (const [name, { ends, inOrder }] of Object.entries(WORLDS))
    it(`${name}: ${ends}`, () => {
      const world = played(name)
      assert.equal(world.ends, ends, world.told.join('\n'))
      let from = 0
      for (const line of inOrder) {
        const found = world.told.findIndex((told, i) => i >= from && line.test(told))
        assert.ok(found >= 0, `${line} after line ${from} of\n${world.told.join('\n')}`)
        from = found
      }
      if (ends === 'missed' || ends === 'cancelled')
        assert.ok(
          !world.told.some((told) => /canary|window opened/.test(told)),
          'no target is touched before T',
        )
    })

  it('those whom the request names speak for their leads', () => {
    const leads = { cutover: 'ada', database: 'dan', product: 'pia' }
    const { ends, told } = played('whole', { leads, contacts: {} })
    assert.equal(ends, 'succeeded', told.join('\n'))
    for (const words of ['dan rejects', 'ada approves', 'dan approves', 'pia ticked'])
      assert.ok(
        told.some((line) => line.includes(` ${words} `)),
        `${words} in\n${told.join('\n')}`,
      )
  })
})
