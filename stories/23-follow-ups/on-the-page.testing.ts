import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Browser } from 'playwright-core'
import type { Colleague } from '../20-people/people.testing.ts'
import { openBrowser } from '../props/browser.testing.ts'
import {
  buildPage,
  DESK,
  doorTo,
  isFit,
  type Person,
  PHONE,
  personAt,
  saysOnPage,
} from '../props/page.testing.ts'
import type { Stage } from '../props/stage.testing.ts'

/** A dialog takes no answer before this. */
const ARMED_MS = 450

/** What is left to do, for a person with a keyboard and with a phone. */
export async function tasksOnThePage(
  t: TestContext,
  stage: Stage,
  ada: Colleague,
  id: string,
): Promise<void> {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  buildPage()
  try {
    await settles(opened.browser, stage, ada, id)
  } finally {
    await opened.browser.close()
  }
}

async function settles(browser: Browser, stage: Stage, ada: Colleague, id: string): Promise<void> {
  const door = await doorTo(stage)
  const person = await personAt(browser, door.url)
  const { page } = person
  try {
    const asked = await fetch(`${stage.client().url}/v1/session/codes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.secret}` },
    })
    const { code } = (await asked.json()) as { code: string }
    await page.goto(`${door.url}/login#code=${code}&next=/mine`)
    await page.getByRole('heading', { name: 'Owed by you after the end of a change' }).waitFor()
    await saysOnPage(person, /Read the error logs/)
    assert.equal(await page.getByText('Write the retrospective').count(), 0, 'another owes it')
    await looks(person, 'mine')

    await page.getByRole('link', { name: 'Follow-ups' }).click()
    await page.getByRole('heading', { name: 'Overdue', exact: true }).waitFor()
    await saysOnPage(person, /Write the retrospective/)
    await looks(person, 'follow-ups')

    await page.goto(`${door.url}/`)
    await saysOnPage(person, /\d tasks are owed, (\d of them )?overdue/)
    await looks(person, 'changes')

    // By keyboard alone: from the button of the first task to the end of the dialog.
    await page.goto(`${door.url}/changes/${id}`)
    await page.getByRole('heading', { name: 'Left to do' }).waitFor()
    await saysOnPage(person, /OPS-472/)
    await looks(person, 'change')
    await page.getByRole('button', { name: 'Done: Read the error logs' }).first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Done: Read the error logs' }).waitFor()
    await looks(person, 'dialog')
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
    assert.deepEqual(person.troubles, [])
  } finally {
    await person.close()
    await door.close()
  }
}

/** Each state is looked at: light, dark and 390 px wide; with FOLLOW_SHOTS also by a person. */
async function looks(person: Person, what: string): Promise<void> {
  const { page } = person
  for (const [name, size, colorScheme] of [
    ['light', DESK, 'light'],
    ['dark', DESK, 'dark'],
    ['phone', PHONE, 'light'],
  ] as const) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    await isFit(person, `${what}, ${name}`)
    const dir = process.env.FOLLOW_SHOTS
    if (dir !== undefined) await page.screenshot({ path: `${dir}/${what}-${name}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(DESK)
}
