import type { TestContext } from 'node:test'
import { DESK, isFit, PHONE } from '../props/page.testing.ts'
import type { Scene } from './scene.testing.ts'

/** From any page: what goes on in the server by itself, and how it stands. */
export async function showsTheServer(t: TestContext, { anna }: Scene): Promise<void> {
  await t.test(
    'the page of the server lists its loops, one for each target where there are several',
    async () => {
      const { page } = anna
      await page.getByRole('link', { name: 'Server' }).click()
      const loops = page.getByRole('list', { name: 'Loops that work' })
      await loops.getByText('Gives every change its turn when it is due.').waitFor()
      await loops.getByText('reconcile-traffic of staging/wix').waitFor()
      for (const viewport of [DESK, PHONE])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize(viewport)
          await page.emulateMedia({ colorScheme })
          await isFit(anna, `the server on ${viewport.width} px, ${colorScheme}`)
        }
      await page.setViewportSize(DESK)
      await page.emulateMedia({ colorScheme: 'light' })
    },
  )
}
