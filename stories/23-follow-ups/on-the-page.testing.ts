import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Colleague } from '../props/colleague.testing.ts'
import { DESK, looks, type Person, PHONE, saysOnPage, withPerson } from '../props/page.testing.ts'
import type { Stage } from '../props/stage.testing.ts'
import { RUNBOOK } from './plan.testing.ts'

/** A dialog takes no answer before this. */
const ARMED_MS = 450

/** What is left to do, for a person with a keyboard and with a phone. */
export async function tasksOnThePage(
  t: TestContext,
  stage: Stage,
  ada: Colleague,
  id: string,
): Promise<void> {
  await withPerson(t, stage, { secret: ada.secret, at: '/mine' }, async (person, url) => {
    const { page } = person
    await page.getByRole('heading', { name: 'Owed by you after the end of a change' }).waitFor()
    await saysOnPage(person, /Read the error logs/)
    assert.equal(await page.getByText('Write the retrospective').count(), 0, 'another owes it')
    await look(person, 'mine')

    await page.getByRole('link', { name: 'Follow-ups' }).click()
    await page.getByRole('heading', { name: 'Overdue', exact: true }).waitFor()
    await saysOnPage(person, /Write the retrospective/)
    await look(person, 'follow-ups')

    await page.goto(`${url}/`)
    await saysOnPage(person, /\d tasks are owed, (\d of them )?overdue/)
    await look(person, 'changes')

    // By keyboard alone: from the button of the first task to the end of the dialog.
    await page.goto(`${url}/changes/${id}`)
    await page.getByRole('heading', { name: 'Left to do' }).waitFor()
    await saysOnPage(person, /OPS-472/)
    assert.equal(await page.getByRole('link', { name: RUNBOOK }).getAttribute('href'), RUNBOOK)
    await look(person, 'change')
    await page.getByRole('button', { name: 'Done: Read the error logs' }).first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Done: Read the error logs' }).waitFor()
    await look(person, 'dialog')
    await page.waitForTimeout(ARMED_MS)
    await page.keyboard.press('Enter')
    await saysOnPage(person, /Say what was done/)
    await page.keyboard.type('nothing in them')
    await page.keyboard.press('Enter')
    await page.getByText(/^[23] done$/).waitFor()

    // On a phone: what was done is found, and reopened with a reason.
    await page.setViewportSize(PHONE)
    await page.getByText(/^[23] done$/).click()
    await saysOnPage(person, /nothing in them/)
    await page.getByRole('button', { name: 'Reopen: Read the error logs' }).first().click()
    await page.waitForTimeout(ARMED_MS)
    await page.keyboard.type('of the wrong day')
    await page.getByRole('button', { name: 'Yes, reopen it' }).click()
    await page.getByText(/^[12] done$/).waitFor()
    await page.setViewportSize(DESK)
  })
}

/** What was seen, in place of a word, and the file that came with one; with a phone. */
export async function evidenceOnThePage(
  t: TestContext,
  stage: Stage,
  ada: Colleague,
  id: string,
): Promise<void> {
  await withPerson(t, stage, { secret: ada.secret, at: `/changes/${id}` }, async (person) => {
    const { page } = person
    await page.setViewportSize(PHONE)
    await page.getByText(/^6 done$/).click()
    await saysOnPage(person, /seen, .*: wix success-ratio \d/)
    assert.equal(await page.getByRole('link', { name: 'report.txt' }).count(), 1)
    await look(person, 'evidence')
  })
}

const look = (person: Person, what: string): Promise<void> => looks(person, what, process.env.FOLLOW_SHOTS)
