import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { ARMED_MS } from '../13-page/scene.testing.ts'
import { until } from '../props/stage.testing.ts'
import { letIn, redButton, type Scene } from './browser-of-tabs.testing.ts'

/** The cookie is of the whole browser, and what a page sends along with it is of one tab. Ends the change. */
export async function followsASecondLink(
  t: TestContext,
  { house, context, id }: Scene,
  tab: Page,
): Promise<void> {
  const made = await house.cutwater('token', 'create', 'otto', '--role', 'operator', '--json')
  assert.equal(made.code, 0, made.err)
  const { secret } = JSON.parse(made.out) as { secret: string }
  const name = tab.locator('.who-name')

  await t.test('when another tab lets in another person, this one says who acts from now on', async () => {
    assert.match(await name.innerText(), /^admin/)
    await letIn(await context.newPage(), house, secret)
    await until('the other name', async () => /^otto/.test(await name.innerText()), 5_000)
  })

  await t.test(
    'a red button of a tab that missed a second link works: sent once more, under the same key',
    async () => {
      const silent = await context.newPage()
      await silent.addInitScript(() => {
        BroadcastChannel.prototype.postMessage = () => {}
      })
      await letIn(silent, house, house.token())
      const answers: { readonly status: number; readonly key: string | undefined }[] = []
      tab.on('response', (response) => {
        const request = response.request()
        if (request.method() === 'POST')
          answers.push({ status: response.status(), key: request.headers()['idempotency-key'] })
      })
      await redButton(tab).click()
      await tab.getByRole('alertdialog').waitFor()
      await tab.waitForTimeout(ARMED_MS)
      await tab.keyboard.press('Enter')
      await tab.getByText('rolled back', { exact: true }).first().waitFor()
      assert.deepEqual(
        answers.map(({ status }) => status),
        [403, 200],
      )
      assert.ok(answers[0]?.key !== undefined && answers[0].key === answers[1]?.key)
      assert.match(await name.innerText(), /^admin/)
      const shown = await house.cutwater('show', id, '--json')
      assert.equal((JSON.parse(shown.out) as { status: string }).status, 'rolled-back')
    },
  )
}
