import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../props/stage.testing.ts'
import { allLive, allSay, overhear, type Scene, show, streamsOf } from './browser-of-tabs.testing.ts'

/** What a browser opens to one server at most; a tab that finds all of them taken hears nothing. */
const CONNECTIONS = 6
const MANY = 10

/** As many as there are connections, and more; then they are closed, hidden and shown. Leaves three of them. */
export async function showManyTabs(t: TestContext, { house, context, id }: Scene): Promise<readonly Page[]> {
  const streams = streamsOf(context)
  const tabs: Page[] = []
  const openUpTo = async (count: number) => {
    while (tabs.length < count) {
      const tab = await context.newPage()
      tabs.push(tab)
      await tab.goto(`/changes/${id}`)
    }
  }
  const told = (words: string, ...args: readonly string[]) =>
    house.cutwater(words, id, ...args).then(({ code, err }) => assert.equal(code, 0, err))

  for (const count of [CONNECTIONS, MANY])
    await t.test(
      `${count} tabs of one change are live over one stream, each with its red button`,
      async () => {
        await openUpTo(count)
        await allLive(tabs)
        await until('one stream', () => streams().length === 1)
      },
    )

  await t.test(
    'the tab that holds the stream is closed: another one takes it over and tells the rest',
    async () => {
      const [holder] = streams()
      assert.ok(holder !== undefined)
      await holder.close()
      tabs.splice(tabs.indexOf(holder), 1)
      await until('another stream', () => streams().length === 1, 5_000)
      const other = tabs.find((tab) => tab !== streams()[0]) ?? assert.fail()
      const heard = await overhear(other)
      await told('pause', '--because', 'all eyes on it')
      await allSay(tabs, 'Paused by admin: all eyes on it')
      await until('the tab is told', async () => (await heard()).includes(id))
    },
  )

  await t.test('tabs out of sight hold no stream, and catch up at once when they are shown', async () => {
    await Promise.all(tabs.map((tab) => show(tab, 'hidden')))
    await until('no stream', () => streams().length === 0)
    await told('resume')
    await Promise.all(tabs.map((tab) => show(tab, 'visible')))
    await allSay(tabs, 'resumed by admin', 5_000)
    await until('a stream again', () => streams().length === 1)
  })

  for (const tab of tabs.splice(3)) await tab.close()
  return tabs
}

/** Over plain HTTP from another machine. */
export async function showTabWithoutLocks(t: TestContext, { house, context, id }: Scene): Promise<void> {
  await t.test('a browser that cannot agree on one stream has none, and follows by looking', async () => {
    const tab = await context.newPage()
    await tab.addInitScript(() => {
      delete (globalThis as unknown as { Navigator: { prototype: { locks?: unknown } } }).Navigator.prototype
        .locks
    })
    const streams: string[] = []
    tab.on('request', (request) => {
      if (request.resourceType() === 'eventsource') streams.push(request.url())
    })
    await tab.goto(`/changes/${id}`)
    await allLive([tab])
    const { code, err } = await house.cutwater('pause', id, '--because', 'seen without a stream')
    assert.equal(code, 0, err)
    await allSay([tab], 'seen without a stream')
    assert.deepEqual(streams, [])
    await tab.close()
  })
}
