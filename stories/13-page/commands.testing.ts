import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { entry, status } from '../props/facts.testing.ts'
import { DESK, isFit, type Person, PHONE } from '../props/page.testing.ts'
import { type Stage, until } from '../props/stage.testing.ts'
import { ARMED_MS, type Scene } from './scene.testing.ts'

/** Pause and resume, then an extension and a settled check, each asked about in a dialog. */
export async function givesCommands(t: TestContext, { stage, anna }: Scene, id: string): Promise<void> {
  const { page } = anna
  await t.test(
    'a pause is asked for twice, said in the words of the server, and undone by a resume',
    async () => {
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByRole('alertdialog').getByText('guards go on watching').waitFor()
      await isFit(anna, 'the dialog')
      await page.getByRole('textbox').fill('a question from the page')
      await page.getByRole('button', { name: 'Yes, pause' }).dblclick({ delay: 500 })
      await status(stage, id, 'paused')
      await page.getByText('Paused by admin: a question from the page').first().waitFor()
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByRole('alertdialog').waitFor()
      await page.waitForTimeout(ARMED_MS)
      await page.getByRole('button', { name: 'Yes, resume' }).click()
      await status(stage, id, 'running')
    },
  )

  await t.test(
    'the window is extended and a check settled, each with what follows and with the reason it needs',
    async () => {
      const dialog = page.getByRole('alertdialog')
      await page.setViewportSize(PHONE)
      await untilTaken(anna, stage, id, async () => {
        await page.getByRole('button', { name: 'Extend the window' }).first().click()
        await dialog.getByText('How much longer?').waitFor()
        await isFit(anna, 'the dialog of an extension, on a phone')
        await page.getByRole('radio', { name: /^15 min/ }).check({ force: true })
        await page.waitForTimeout(ARMED_MS)
        await page.getByRole('button', { name: 'Yes, extend it' }).click()
        await dialog.getByText('Say why: it stands in the journal.').waitFor()
        await page.getByRole('textbox').fill('the images are slow')
        await page.getByRole('button', { name: 'Yes, extend it' }).click()
      })
      await page.getByText(/window extended by admin to .*: the images are slow/).waitFor()

      await untilTaken(anna, stage, id, async () => {
        await page
          .getByRole('button', { name: /^Settle: ADA checks/ })
          .first()
          .click()
        await dialog.getByText('It counts as passed, by your word').waitFor()
        await page.emulateMedia({ colorScheme: 'dark' })
        await isFit(anna, 'the dialog of a settle, at night')
        await page.emulateMedia({ colorScheme: 'light' })
        // By keyboard: to the choices, the first of them, on to the reason.
        await page.keyboard.press('Tab')
        await page.keyboard.press('Space')
        await page.keyboard.press('Tab')
        await page.keyboard.type('tabbed through it')
        await page.waitForTimeout(ARMED_MS)
        await page.keyboard.press('Enter')
      })
      assert.match((await entry(stage, id, 'acceptance-passed')).sentence, /tabbed through it/)
      await page.setViewportSize(DESK)
    },
  )
}

/** What is asked next is asked of the change as it is. */
function hasSeen({ page }: Person, stage: Stage, id: string): Promise<true> {
  return until('the page has seen the newest revision', async () => {
    const { revision } = await stage.client().change(id)
    return (await page.locator('.facts').innerText()).trim().endsWith(`\n${revision}`) && (true as const)
  })
}

/** A change that has moved on while a person was asked refuses the old picture; the person looks, and asks again. */
async function untilTaken(person: Person, stage: Stage, id: string, ask: () => Promise<void>): Promise<void> {
  const dialog = person.page.getByRole('alertdialog')
  for (;;) {
    await hasSeen(person, stage, id)
    await ask()
    const answer = await until('an answer to what was asked', async () => {
      if ((await dialog.count()) === 0) return 'taken'
      return (await dialog.getByText(/you saw revision/).count()) > 0 ? 'behind' : null
    })
    if (answer === 'taken') return
    await dialog.getByRole('button', { name: 'Back' }).click()
  }
}
