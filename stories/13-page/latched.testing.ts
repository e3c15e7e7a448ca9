import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { isFit } from '../props/page.testing.ts'
import { ARMED_MS, type Scene } from './scene.testing.ts'

/** After the kill of the change that vera looked at. */
export async function releasesALatch(t: TestContext, { stage, anna }: Scene): Promise<void> {
  await t.test(
    'the list shows where all traffic goes, and a latch is released there, with a reason',
    async () => {
      const { page } = anna
      await page.goto('/')
      const traffic = page.getByRole('list', { name: 'Traffic now' })
      await traffic.getByText('closed and latched').first().waitFor()
      await isFit(anna, 'the list with traffic')
      // By keyboard to the search, which the address keeps.
      await page.keyboard.press('/')
      await page.keyboard.type('looked-at nobody')
      await page.getByText(/None of the \d+ changes here is like that/).waitFor()
      assert.equal(new URL(page.url()).searchParams.get('q'), 'looked-at nobody')
      await page.keyboard.press('Escape')
      await page.getByRole('combobox', { name: 'State' }).selectOption('Rolled back')
      await page.reload()
      await page.getByRole('list', { name: 'Changes that ended last' }).getByText('Killed by admin').waitFor()
      assert.equal(new URL(page.url()).search, '?is=Rolled+back')
      await page.getByRole('combobox', { name: 'State' }).selectOption('')
      await page.getByRole('button', { name: 'Release: staging/wix' }).click()
      await page.getByRole('alertdialog').getByText('until a change opens it again').waitFor()
      await isFit(anna, 'the dialog of a release')
      await page.getByRole('textbox').fill('the cause is known')
      await page.waitForTimeout(ARMED_MS)
      await page.getByRole('button', { name: 'Yes, release it' }).click()
      await page.getByRole('button', { name: 'Kill: staging/wix' }).waitFor()
      const targets = await stage.client().targets()
      assert.deepEqual(
        targets.map(({ name, latched }) => [name, latched]),
        [
          ['staging/gamma', true],
          ['staging/wix', false],
        ],
      )
    },
  )
  await t.test(
    'a target that is read-only says so on the list, with who wants it, why, and the banner',
    async () => {
      const { page } = anna
      const client = stage.client()
      const because = 'the database is upgraded'
      const banner = 'Back at "four", <we> hope'
      await client.setMode('staging/gamma', { traffic: 'read-only', banner, because })
      const traffic = page.getByRole('list', { name: 'Traffic now' })
      await traffic.getByText(/read-only, no write under way/).waitFor()
      await traffic.getByText(/by admin: the database is upgraded/).waitFor()
      await traffic.getByText(banner).waitFor()
      await isFit(anna, 'the list with a target that is read-only')
      const told = await stage.cutwater('traffic', 'gamma')
      assert.match(told.out, /closed and latched +read-only, no write under way/)
      assert.match(told.out, /by admin: the database is upgraded/)
      const lifted = await stage.cutwater('maintenance', 'disable', 'gamma', '--because', 'it is done')
      assert.equal(lifted.code, 0, lifted.err)
      await traffic.getByText(banner).waitFor({ state: 'detached' })
    },
  )
}
