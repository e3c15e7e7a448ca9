import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../props/browser.testing.ts'
import { buildPage, DESK, doorTo, isFit, PHONE, personAt, saysOnPage } from '../props/page.testing.ts'
import type { Stage } from '../props/stage.testing.ts'
import type { Colleague } from './people.testing.ts'

/** A dialog takes no answer before this. */
const ARMED_MS = 450

/** For a person with a keyboard, and with a phone: what waits for them, and the answer to it. */
export async function answersOnThePage(
  t: TestContext,
  stage: Stage,
  ben: Colleague,
  id: string,
): Promise<void> {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  buildPage()
  try {
    await answers(opened.browser, stage, ben, id)
  } finally {
    await opened.browser.close()
  }
}

async function answers(browser: Browser, stage: Stage, ben: Colleague, id: string): Promise<void> {
  const door = await doorTo(stage)
  const person = await personAt(browser, door.url)
  const { page } = person
  try {
    const asked = await fetch(`${stage.client().url}/v1/session/codes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ben.secret}` },
    })
    const { code } = (await asked.json()) as { code: string }
    await page.goto(`${door.url}/login#code=${code}&next=/mine`)
    await page.getByRole('heading', { name: /2 things wait for you/ }).waitFor()
    await looks(person, 'mine')
    await page.getByRole('link', { name: id }).first().click()
    await page.getByRole('heading', { name: 'Ready to go' }).waitFor()
    await looks(person, 'checklist')
    assert.equal(await page.getByRole('button', { name: /Tick: The pager/ }).count(), 0, 'it is for ada')

    // By keyboard alone: from the button to the end of the dialog.
    await page.getByRole('button', { name: 'Tick: The team is ready' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Tick The team is ready' }).waitFor()
    await looks(person, 'dialog')
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
    await looks(person, 'file')
    await page.getByRole('button', { name: 'Yes, it is done' }).click()
    await page.getByText('2 passed', { exact: true }).click()
    await saysOnPage(person, /ben: all five of us/)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'proof.txt' }).click()
    assert.equal((await download).suggestedFilename(), 'proof.txt')
    await page.setViewportSize(DESK)
    assert.deepEqual(person.troubles, [])
  } finally {
    await person.close()
    await door.close()
  }
}

/** Each state is looked at: light, dark and 390 px wide; with PEOPLE_SHOTS also by a person. */
async function looks(person: Parameters<typeof isFit>[0], what: string): Promise<void> {
  const { page } = person
  const before = page.viewportSize() ?? DESK
  for (const [name, size, colorScheme] of [
    ['light', DESK, 'light'],
    ['dark', DESK, 'dark'],
    ['phone', PHONE, 'light'],
  ] as const) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    await isFit(person, `${what}, ${name}`)
    const dir = process.env.PEOPLE_SHOTS
    if (dir !== undefined) await page.screenshot({ path: `${dir}/${what}-${name}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
}
