import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlagContent } from '../definition/definition.ts'
import { flagsInTheWay, heldSentence } from './flags-in-the-way.ts'
import type { HeldFlag, LockingChange } from './held-flag.ts'
import { type FlagSetting, type LockMet, meetLock } from './meet-lock.ts'

const ours = { id: 'CHG-2', plan: 'dual-deploy' }
const over = (id: string, plan: string | null): LockingChange => ({ id, plan, over: true })
const fixed = { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' } as const

test('whose lock refuses what, and whose does not', () => {
  type Row = readonly [
    what: string,
    content: FlagContent | null,
    lockedBy: LockingChange | null,
    value: FlagContent | null,
    change: FlagSetting['change'],
    met: LockMet,
  ]
  const rows: readonly Row[] = [
    ['a person sets what a person locked', false, null, true, null, 'refused'],
    ['a person sets what a change locked', false, over('CHG-1', 'dual-deploy'), true, null, 'refused'],
    ['a person sets what stands', true, null, true, null, 'stands'],
    ['a change sets what a person locked', false, null, true, ours, 'refused'],
    ['a change sets what stands, no matter who locked it', true, null, true, ours, 'stands'],
    ['a definition that says the same stands', { ...fixed }, null, fixed, ours, 'stands'],
    [
      'an earlier change of the plan left the lock',
      false,
      over('CHG-1', 'dual-deploy'),
      true,
      ours,
      'replaces',
    ],
    ['a change of another plan left it', false, over('CHG-1', 'pags-cutover'), true, ours, 'refused'],
    [
      'a change that nobody knows left it',
      false,
      over('CHG-1', null),
      true,
      { ...ours, plan: null },
      'refused',
    ],
    [
      'a change of the plan holds it still',
      false,
      { id: 'CHG-1', plan: 'dual-deploy', over: false },
      true,
      ours,
      'refused',
    ],
    ['its own lock, once more', false, { id: 'CHG-2', plan: 'dual-deploy', over: false }, true, ours, 'own'],
    ['a flag without a value is not what stands', null, null, null, ours, 'refused'],
  ]
  for (const [what, content, lockedBy, value, change, met] of rows)
    assert.equal(meetLock({ content, lockedBy }, { value, change }), met, what)
})

test('a plan is held up by the flags that it sets, where it sets them, and by no other', () => {
  const lock = { by: 'anna', because: 'frozen until Monday', since: 0, change: null }
  const held: readonly HeldFlag[] = [
    { target: 'wix', flag: 'A', content: false, lock },
    { target: 'docs', flag: 'A', content: false, lock },
    { target: 'wix', flag: 'B', content: true, lock },
    { target: 'wix', flag: 'C', content: true, lock },
    { target: 'wix', flag: 'toString', content: true, lock },
  ]
  const set = { A: true, B: true, C: { cel: 'steps.a.outputs.c' } }
  const found = flagsInTheWay([{ act: 'set-flags', targets: ['wix'], set, lock: true }], held, ours)
  assert.deepEqual(
    found.map(({ target, flag }) => [target, flag]),
    [
      ['wix', 'A'],
      ['wix', 'C'],
    ],
  )
  assert.equal(
    heldSentence('staging', found.slice(0, 1)),
    'A of wix is locked by anna: frozen until Monday; to lift it: cutwater flags unlock staging/wix A --because "..."',
  )
})
