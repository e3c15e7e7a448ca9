import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { begin, holding } from '../props/facts.testing.ts'
import { DESK, imagesOn, isFit, PHONE, saysOnPage } from '../props/page.testing.ts'
import { BY_HAND, PATIENT, planVariant } from '../props/plan-variant.testing.ts'
import { until } from '../props/stage.testing.ts'
import { ARMED_MS, type Scene, TITLE } from './scene.testing.ts'

const HOSTILE = `<img src=x onerror=alert(1)> ${'averylongnamewithoutanyspace'.repeat(6)} \u202Edesrever`

/** Begins a change and follows it as far as its second stage; returns its id. */
export async function followsARollout(t: TestContext, { stage, anna }: Scene): Promise<string> {
  const { page } = anna
  const plan = planVariant(stage.dir, 'hostile', PATIENT, BY_HAND, {
    [`title: ${TITLE}`]: `title: ${JSON.stringify(HOSTILE)}`,
  })
  await page.evaluate(() => Object.assign(globalThis, { since: 'the first load' }))
  const id = await begin(stage, plan, 'v2.0.0', '--pace', '20')

  await t.test('a change appears by itself, and a hostile title is text and nothing else', async () => {
    await page.getByRole('list', { name: 'Changes under way' }).getByRole('link', { name: id }).click()
    await page.getByRole('heading', { level: 1 }).getByText('<img src=x onerror=alert(1)>').waitFor()
    await holding(stage, id, 500)
    await saysOnPage(anna, /held|of 15s|5\s%/)
    assert.equal(await imagesOn(anna), 0)
    assert.ok(
      !(await page.locator('h1').innerText()).includes('\u202e'),
      'nothing turns the reading direction round',
    )
    await page.setViewportSize(PHONE)
    await isFit(anna, 'a long hostile name on a phone')
    await page.setViewportSize(DESK)
  })

  await t.test(
    'at one glance: whether it is safe, what happens next, and the red button; by day, by night, on a phone',
    async () => {
      const standing = page.getByRole('region', { name: 'How it stands' })
      await standing.getByText('Not sure').waitFor()
      await until('what is next', async () =>
        /Too early to tell[\s\S]*Next[\s\S]*25\s%/.test(await standing.innerText()),
      )
      for (const [viewport, colorScheme] of [
        [DESK, 'light'],
        [DESK, 'dark'],
        [PHONE, 'light'],
        [PHONE, 'dark'],
      ] as const) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        await isFit(anna, `mid-rollout, ${viewport.width} px, ${colorScheme}`)
        await page.evaluate(() =>
          (globalThis as unknown as { scrollTo(x: number, y: number): void }).scrollTo(0, 1_200),
        )
        const box = await page.getByRole('button', { name: 'Abort: everyone to stable' }).boundingBox()
        assert.ok(
          box !== null && box.y >= 0 && box.y + box.height <= viewport.height,
          'the red button is in sight wherever one reads',
        )
        assert.ok(box.height >= 44, 'and large enough for a thumb')
      }
      await page.setViewportSize(DESK)
      await page.emulateMedia({ colorScheme: 'light' })
      await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
      await isFit(anna, 'dark by the switch')
      await page.getByRole('radio', { name: 'Auto' }).check({ force: true })
    },
  )

  await t.test(
    'it follows what happens without being loaded again, and its pictures have their numbers in tables',
    async () => {
      await page.getByRole('img', { name: /Where requests went over time/ }).waitFor({ timeout: 60_000 })
      await page.getByRole('img', { name: /success-ratio over time.*gate at least 99/ }).waitFor()
      await page.getByRole('button', { name: 'Promote on few samples' }).click({ timeout: 30_000 })
      const dialog = page.getByRole('alertdialog')
      await dialog.getByText('There are too few samples').waitFor()
      await isFit(anna, 'the dialog of an override')
      await page.getByRole('textbox').fill('the story goes on')
      await page.waitForTimeout(ARMED_MS)
      await page.getByRole('button', { name: 'Yes, promote all the same' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.locator('.stage-holding, .stage-moving').getByText('25').waitFor({ timeout: 60_000 })
      await page.getByText('override: the story goes on').waitFor()
      await page.getByText('Numbers: Where requests went over time').click()
      assert.ok((await page.getByRole('table').first().getByRole('row').count()) > 2)
      assert.equal(
        await page.evaluate(() => (globalThis as unknown as { since?: string }).since),
        'the first load',
      )
    },
  )

  return id
}
