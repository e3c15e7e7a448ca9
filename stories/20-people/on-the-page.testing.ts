import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Colleague } from '../props/colleague.testing.ts'
import { DESK, looks, type Person, PHONE, saysOnPage, withPerson } from '../props/page.testing.ts'
import type { Stage } from '../props/stage.testing.ts'

/** A dialog takes no answer before this. */
const ARMED_MS = 450

/** For a person with a keyboard, and with a phone: what waits for them, and the answer to it. */
export async function answersOnThePage(
  t: TestContext,
  stage: Stage,
  ben: Colleague,
  id: string,
): Promise<void> {
  await withPerson(t, stage, { secret: ben.secret, at: '/mine' }, async (person) => {
    const { page } = person
    await page.getByRole('heading', { name: /2 things wait for you/ }).waitFor()
    await look(person, 'mine')
    await page.getByRole('link', { name: id }).first().click()
    await page.getByRole('heading', { name: 'Ready to go' }).waitFor()
    await look(person, 'checklist')
    assert.equal(await page.getByRole('button', { name: /Tick: The pager/ }).count(), 0, 'it is for ada')

    // By keyboard alone: from the button to the end of the dialog.
    await page.getByRole('button', { name: 'Tick: The team is ready' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Tick The team is ready' }).waitFor()
    await look(person, 'dialog')
    await page.keyboard.type('all five of us')
    await page.waitForTimeout(ARMED_MS)
    await page.keyboard.press('Enter')
    await saysOnPage(person, /1 of 4 passed/)

    // On a phone, with a file.
    await page.setViewportSize(PHONE)
    await page.getByRole('button', { name: 'Tick: The proof is there' }).click()
    await page.waitForTimeout(ARMED_MS)
    await page.getByRole('button', { name: 'Yes, it is done' }).click()
    await saysOnPage(person, /Choose the file that shows it/)
    await page.locator('input[type=file]').setInputFiles({
      name: 'proof.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('it was tested'),
    })
    await look(person, 'file')
    await page.getByRole('button', { name: 'Yes, it is done' }).click()
    await page.getByText('2 passed', { exact: true }).click()
    await saysOnPage(person, /ben: all five of us/)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'proof.txt' }).click()
    assert.equal((await download).suggestedFilename(), 'proof.txt')
    await page.setViewportSize(DESK)
  })
}

const look = (person: Person, what: string): Promise<void> => looks(person, what, process.env.PEOPLE_SHOTS)
