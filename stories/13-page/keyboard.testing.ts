import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { entry, journalOf, status } from '../props/facts.testing.ts'
import { shareAt } from '../props/outside.testing.ts'
import { isFit, saysOnPage } from '../props/page.testing.ts'
import { ARMED_MS, type Scene } from './scene.testing.ts'

/** The red button, without a mouse. */
export async function abortsByKeyboard(t: TestContext, { stage, anna }: Scene, id: string): Promise<void> {
  const { page } = anna
  await t.test(
    'by keyboard alone: the first stop is the red button, it asks, and everyone is back on stable',
    async () => {
      await page.reload()
      await page.getByRole('button', { name: 'Abort: everyone to stable' }).waitFor()
      const focused = () => page.locator(':focus').innerText()
      await page.keyboard.press('Tab')
      assert.equal(await focused(), 'Skip to the red button')
      await page.keyboard.press('Enter')
      assert.equal(await focused(), 'Abort: everyone to stable')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('alertdialog')
      await dialog.getByText(/every request of gamma and wix to stable at once, then undoes/).waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      assert.equal(await focused(), 'Abort: everyone to stable', 'who thinks again is where they were')
      await page.keyboard.press('Enter')
      await dialog.waitFor()
      await page.waitForTimeout(ARMED_MS)
      await page.keyboard.type('the keyboard says so')
      await page.keyboard.press('Enter')
      await status(stage, id, 'rolled-back')
      await saysOnPage(anna, /Every request goes to stable/)
      await page.getByText('rolled back', { exact: true }).first().waitFor()
      const standing = await page.getByRole('region', { name: 'How it stands' }).innerText()
      assert.match(
        standing,
        /^Rolled back\s+Asked by admin: the keyboard says so\s+[\s\S]*Every request goes to stable/,
      )
      await page
        .getByRole('list', { name: 'Traffic as this change left it' })
        .getByText('back to stable')
        .first()
        .waitFor()
      for (const target of ['staging/wix', 'staging/gamma'] as const)
        assert.equal(await shareAt(stage, target), 'closed')
      assert.match((await entry(stage, id, 'rollback-started')).sentence, /the keyboard says so/)
      assert.equal((await journalOf(stage, id)).filter(({ type }) => type === 'rollback-started').length, 1)
      await isFit(anna, 'rolled back')
      await page.emulateMedia({ colorScheme: 'dark' })
      await isFit(anna, 'rolled back, at night')
      await page.emulateMedia({ colorScheme: 'light' })
    },
  )
}
