import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { DESK, isFit, PHONE } from '../props/page.testing.ts'
import type { Scene } from './scene.testing.ts'

/** The server dies under the page, and comes back. */
export async function outlivesItsServer(t: TestContext, { stage, anna }: Scene): Promise<void> {
  const { page } = anna
  await t.test(
    'a server that is gone is said to be gone; the old picture stays, marked as old, and comes to life again',
    async () => {
      await stage.server().kill()
      await page.getByText('Server gone', { exact: true }).waitFor()
      const standing = page.getByRole('region', { name: 'How it stands' })
      assert.match(
        await standing.innerText(),
        /since \d\d:\d\d:\d\d[\s\S]*cutwater kill staging\/wix --direct/,
      )
      assert.equal(await page.getByRole('button', { name: 'Abort: everyone to stable' }).count(), 0)
      assert.match(await page.title(), /Server gone/)
      await page.getByRole('heading', { level: 1 }).getByText('<img src=x').waitFor()
      await isFit(anna, 'the server is gone')
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize(PHONE)
      await isFit(anna, 'the server is gone, at night, on a phone')
      await page.setViewportSize(DESK)
      await page.emulateMedia({ colorScheme: 'light' })
      await stage.startServer()
      await page.getByRole('button', { name: 'Abort: everyone to stable' }).waitFor({ timeout: 30_000 })
      assert.equal(
        await page.evaluate(() => (globalThis as unknown as { since?: string }).since),
        'the first load',
      )
    },
  )
}
