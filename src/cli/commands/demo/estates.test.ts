import assert from 'node:assert/strict'
import { test } from 'node:test'
import picocolors from 'picocolors'
import { estates } from '../../../../demo/estates/estates.ts'
import type { Wishes } from '../../../../demo/world/estate.ts'
import { compilePlan } from '../../../core/plan/plan.ts'
import { drawEstates, listEstates } from './estate-list.ts'
import { chooseEstate, wishesOf } from './wishes.ts'

for (const estate of estates) {
  const usual: Wishes = {
    fault: null,
    pace: estate.pace,
    users: estate.users,
    proxy: estate.proxies[0] ?? 'gateway',
    metrics: estate.metrics[0] ?? 'gateway',
    judge: estate.judges[0] ?? 'thresholds',
  }

  test(`${estate.name}: its plan has its name and compiles with the inputs that it is opened with`, () => {
    const { plan, file, inputs } = estate.request(usual)
    const found = compilePlan(plan, file, { inputs, pace: estate.pace, binding: null })
    assert.ok('runbook' in found, JSON.stringify(found))
    assert.equal(found.runbook.plan, estate.name)
  })

  test(`${estate.name}: what it does when nobody says otherwise is not refused`, async () => {
    assert.deepEqual(await wishesOf(estate, { fault: 'none' }), usual)
  })

  test(`${estate.name}: each fault has a name of its own, and says what is seen of it and how it ends`, () => {
    const names = estate.faults.map(({ name }) => name)
    assert.deepEqual([...new Set(names)], names)
    for (const { name, what, ends } of estate.faults) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
      assert.ok(what !== '' && /^(rolled back|succeeded|held|paused)/.test(ends), `${name}: ${ends}`)
    }
    assert.ok(estate.lookAt.length > 0)
  })
}

test('the list shows every estate and each of its faults, to people and to programs', () => {
  const drawn = drawEstates(estates, { paint: picocolors.createColors(false) })
  for (const { name, title, takes, faults, lookAt } of estates)
    for (const said of [name, title, takes, ...lookAt, ...faults.map(({ ends }) => ends)])
      assert.ok(drawn.includes(said), said)
  assert.deepEqual(
    listEstates(estates).map(({ name, faults }) => [name, faults.length]),
    estates.map(({ name, faults }) => [name, faults.length]),
  )
})

test('an estate is named by its argument or by --plan, and nobody has to', () => {
  const [first] = estates
  for (const [argument, plan] of [[], [first.name], [undefined, first.name], [first.name, first.name]])
    assert.equal(chooseEstate(estates, argument, plan).name, first.name)
  assert.throws(() => chooseEstate(estates, 'nowhere', undefined), /there is no estate "nowhere"/)
  assert.throws(() => chooseEstate(estates, first.name, 'other'), /name two estates/)
})

const [dualDeploy] = estates
const REFUSED: readonly (readonly [words: Readonly<Record<string, string>>, because: RegExp])[] = [
  [{ fault: 'broken' }, /there is no fault "broken"/],
  [{ fault: 'subtle' }, /only a comparison with stable sees/],
  [{ fault: 'metrics', metrics: 'prometheus' }, /at pace 20 the plan does not wait/],
  [{ fault: 'none', proxy: 'nginx' }, /nothing called "nginx" splits traffic/],
  [{ fault: 'none', metrics: 'nobody' }, /no source of metrics called "nobody"/],
  [{ fault: 'none', judge: 'dredd' }, /nothing called "dredd" judges/],
  [{ fault: 'none', pace: '0' }, /"0" is no pace/],
  [{ fault: 'none', users: 'many' }, /"many" is no number of users/],
]
for (const [words, because] of REFUSED)
  test(`refuses ${JSON.stringify(words)}`, () =>
    assert.rejects(wishesOf(dualDeploy, { fault: 'none', ...words }), because))
