import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Shop } from '../../core/change/revert/shop.testing.ts'
import type { FlagContent } from '../../core/flag/definition/definition.ts'
import { sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import type { FlagRow, Flags } from '../../ports/store/flags.ts'
import { flagsBack } from './flags-back.ts'
import { viewRevert } from './revert-view.ts'

const DEFINED = { state: 'ENABLED', variants: { on: true } } as const

/** One flag, as it was before the change, after it, and as it is now. */
function flagsWith(now: Partial<FlagRow> | null, before: FlagContent | null | undefined): Flags {
  const row = { target: 'wix', flag: 'CanaryEnabled', value: false, definition: null, lock: null, ...now }
  return {
    list: async () => (now === null ? [] : [row]),
    before: async (_: string, target: string) => (target === 'wix' ? before : undefined),
    leftBy: async (_: string, target: string) =>
      target === 'wix' && before !== undefined ? false : undefined,
  } as unknown as Flags
}

async function foreseen(flags: Flags, gradual = false) {
  const at = new Shop(['gamma', 'wix'])
  at.succeed(sampleRunbook({ version: 'v1.9' }))
  const change = at.succeed(sampleRunbook({ version: 'v2.0' }))
  const planned = at.ask(change, { gradual })
  const found = 'runbook' in planned ? await flagsBack(flags, planned.runbook) : null
  const { plan } = viewRevert(change.id, { gradual }, planned, found ?? { told: [], more: 0 })
  assert.ok(plan !== null)
  return plan
}

test('what a revert would do is said in sentences, and so is what it leaves', async () => {
  const plan = await foreseen(flagsWith({}, true))
  assert.equal(plan.version, 'v2.0.0')
  assert.match(
    plan.does[0] ?? '',
    /^gamma and wix go back to v2\.0\.0, which still runs beside, kept warm until \d{4}-/,
  )
  assert.deepEqual(plan.does.slice(1), [
    'All traffic of gamma and wix moves at once, and is adopted after 15m, watched by the guards of the plan',
    'CanaryEnabled on wix goes back from false to true, locked again',
  ])
  assert.deepEqual(plan.leaves, ['Sync the registry: a sync repeats harmlessly'])
  assert.match(
    (await foreseen(flagsWith({}, true), true)).does[1] ?? '',
    /moves by 5 %, 25 %, 50 % and 100 %/,
  )
})

test('a flag goes back unless somebody has set or locked it since', async () => {
  const lock = (by: string) => ({ lock: { by, because: 'x', since: 0 } })
  const cases: readonly [Partial<FlagRow> | null, FlagContent | null | undefined, string | null][] = [
    [lock('CHG-2026-0002'), null, 'goes back from false to absent, locked again'],
    [{}, DEFINED, 'goes back from false to its definition, locked again'],
    [{ value: 'mine' }, true, 'stays mine: it was set since'],
    [null, true, 'stays absent: it was set since'],
    [lock('anna'), true, 'stays false: it was locked by anna since'],
    [{}, undefined, null],
    [lock('CHG-2026-0001'), undefined, null],
    [lock('CHG-2026-0002'), undefined, 'stays false, locked again'],
  ]
  for (const [now, before, said] of cases) {
    const { does, leaves } = await foreseen(flagsWith(now, before))
    const about = [...does, ...leaves].filter((sentence) => sentence.startsWith('CanaryEnabled on wix'))
    assert.deepEqual(about, said === null ? [] : [`CanaryEnabled on wix ${said}`])
  }
})
