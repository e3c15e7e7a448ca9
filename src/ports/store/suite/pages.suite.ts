import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../store.ts'
import { ALICE, exampleRunbook, fresh, freshStream, happened, newChange, T0 } from './example.testing.ts'

/** Plans by name, and what is read page by page. */
export function pagesSuite(store: () => Store): void {
  const register = (name: string, text: string) =>
    store().plans.register({ name, title: 'Example', text, actor: ALICE, now: T0 })

  test('a plan has a version for each text that is registered, journaled, and the same text is no new one', async () => {
    const name = fresh('plan')
    const first = await register(name, 'plan: a')
    assert.deepEqual([first.already, first.plan.version, first.plan.by], [false, 1, 'alice'])
    assert.equal((await register(name, 'plan: a')).already, true)
    assert.equal((await register(name, 'plan: b')).plan.version, 2)
    assert.equal((await register(name, 'plan: a')).plan.version, 3)
    assert.equal((await store().plans.get(name))?.text, 'plan: a')
    const second = (await store().plans.versions(name, 10))[1]
    assert.equal((await store().plans.get(name, second?.hash))?.text, 'plan: b')
    assert.equal(await store().plans.get(name, '0'.repeat(64)), null)
    assert.equal(await store().plans.get(fresh('plan')), null)
    const entries = await store().journal.read(`plans/${name}`, 0, 10)
    assert.deepEqual(
      entries.map(({ type, actor }) => [type, actor]),
      Array.from({ length: 3 }, () => ['plan-registered', ALICE]),
    )
  })

  test('the newest version is reviewed, journaled, and the next one has not been', async () => {
    const name = fresh('plan')
    const review = (because: string) => store().plans.review({ name, because, actor: ALICE, now: T0 + 1 })
    assert.equal(await review('x'), null)
    const text = { name, title: 'Example', actor: ALICE, now: T0, reviewEveryMs: 1_000 }
    const first = await store().plans.register({ ...text, text: 'plan: a' })
    assert.deepEqual([first.plan.reviewEveryMs, first.plan.reviewed], [1_000, null])
    assert.deepEqual((await review('read'))?.reviewed, { by: 'alice', at: T0 + 1, because: 'read' })
    const again = await store().plans.register({ ...text, text: 'plan: a' })
    assert.equal(again.plan.reviewed?.because, 'read')
    await register(name, 'plan: b')
    const versions = await store().plans.versions(name, 10)
    assert.deepEqual(
      versions.map(({ reviewEveryMs, reviewed }) => [reviewEveryMs, reviewed?.by ?? null]),
      [
        [null, null],
        [1_000, 'alice'],
      ],
    )
    const types = (await store().journal.read(`plans/${name}`, 0, 10)).map(({ type }) => type)
    assert.deepEqual(types, ['plan-registered', 'plan-reviewed', 'plan-registered'])
  })

  test('however many register at once, versions are numbered one by one', async () => {
    const name = fresh('plan')
    await Promise.all(Array.from({ length: 8 }, (_, i) => register(name, `plan: ${i}`)))
    const versions = (await store().plans.versions(name, 10)).map(({ version }) => version)
    assert.deepEqual(versions, [8, 7, 6, 5, 4, 3, 2, 1])
  })

  test('lists go on after what was shown last', async () => {
    const names = [fresh('page-a'), fresh('page-b'), fresh('page-c')].sort()
    for (const name of names) await register(name, 'plan: x')
    const [first, second] = await store().plans.list(`${names[0]}`.slice(0, -1), 2)
    assert.deepEqual([first?.name, second?.name], names.slice(0, 2))
    assert.equal((await store().plans.list(names[1] ?? '', 1))[0]?.name, names[2])

    const stream = freshStream()
    await store().journal.append(stream, [happened('x')])
    const [head] = await store().journal.streamsAfter(stream.slice(0, -1), 1)
    assert.equal(head?.stream, stream)

    const runbook = exampleRunbook(fresh('env'))
    const made = [
      await store().ticks.create(newChange(runbook)),
      await store().ticks.create(newChange(runbook)),
    ]
    const [older, newer] = made.map(({ id }) => id)
    const [newest] = await store().questions.changes({ limit: 1 })
    assert.equal(newest?.id, newer)
    const [before] = await store().questions.changes({ limit: 1, before: newer ?? '' })
    assert.equal(before?.id, older)
  })

  test('it says how much there is of what', async () => {
    const before = await store().counts()
    await store().ticks.create(newChange(exampleRunbook(fresh('env'))))
    const { changesByStatus, journalEntries } = await store().counts()
    assert.equal(changesByStatus.draft, (before.changesByStatus.draft ?? 0) + 1)
    assert.equal(journalEntries, before.journalEntries + 1)
    assert.ok(store().connections().open > 0)
  })
}
