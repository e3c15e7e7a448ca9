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
}
