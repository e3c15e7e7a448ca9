import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { isFit, linkFor, personAt } from '../props/page.testing.ts'
import type { Scene } from './scene.testing.ts'

/** Without a session, and in by the one-time link. */
export async function logsIn(t: TestContext, { stage, door, anna }: Scene): Promise<void> {
  const { page } = anna
  await t.test(
    'without a session it says how to get in; a link of cutwater open lets in once, and leaves no code behind',
    async () => {
      await page.goto('/')
      await page.getByRole('heading', { name: 'Let this browser in' }).waitFor()
      assert.match(await page.locator('main').innerText(), /cutwater open/)
      await isFit(anna, 'the login')
      const link = await linkFor(stage, door)
      await page.goto(link)
      await page.getByRole('heading', { name: 'Nothing has been released yet' }).waitFor()
      assert.equal(new URL(page.url()).hash, '')
      await isFit(anna, 'the empty list')

      const second = await personAt(page.context().browser() ?? assert.fail(), door)
      await second.page.goto(link)
      await second.page.getByRole('alert').getByText('cutwater open').waitFor()
      await second.close()
    },
  )
}
