/**
 * The states that a cutover comes through, on the page and in the terminal. The plan is compiled, the turns are taken
 * and the views are read as a server does it; only the world is virtual, so that none is waited for.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Gallery, openGallery } from './13-states/gallery.testing.ts'
import { play } from './13-states/play.testing.ts'
import { STATES } from './13-states/scenarios.testing.ts'
import { inTerminal } from './13-states/terminal.testing.ts'
import { openBrowser } from './props/browser.testing.ts'
import { buildPage, DESK, isFit, type Person, PHONE, saysOnPage } from './props/page.testing.ts'

test('the states of a change', async (t) => {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  buildPage()
  const { browser } = opened
  const show = async (name: string, use: (gallery: Gallery) => Promise<void>) => {
    const gallery = await openGallery(browser, [play(STATES[name as keyof typeof STATES])])
    try {
      await use(gallery)
      assert.deepEqual(gallery.person.troubles, [])
    } finally {
      await gallery.close()
    }
  }
  try {
    for (const [i, [name, { id, says }]] of Object.entries(STATES).entries())
      await t.test(name, () =>
        show(name, async ({ house, person }) => {
          await person.page.goto(`/changes/${id}`)
          for (const words of says) await saysOnPage(person, words)
          // Every second one by night on a phone: what they are made of is looked at both ways.
          await (i % 2 === 0 ? byDay : byNight)(person, name)
          const printed = await inTerminal(house, id)
          for (const words of says) assert.match(printed, words)
        }),
      )

    await t.test('by keyboard: the guard that asks is answered right after the red button', () =>
      show('guard asks', async ({ person }) => {
        const { page } = person
        await page.goto(`/changes/${STATES['guard asks'].id}`)
        await page.getByRole('button', { name: 'Let it go on' }).waitFor()
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        const focused = () => page.locator(':focus').innerText()
        assert.equal(await focused(), 'Abort: everyone to stable')
        await page.keyboard.press('Tab')
        assert.equal(await focused(), 'Let it go on')
        await page.keyboard.press('Enter')
        await page.getByRole('alertdialog').getByText('Why may it go on?').waitFor()
        await byDay(person, 'the answer to a guard')
        await byNight(person, 'the answer to a guard')
        await page.keyboard.press('Escape')
        await page.getByRole('alertdialog').waitFor({ state: 'detached' })
        assert.equal(await focused(), 'Let it go on')
      }),
    )

    await t.test('without its server the page keeps what it saw, and offers nothing that needs one', () =>
      show('going back', async (gallery) => {
        const { page } = gallery.person
        await page.goto(`/changes/${STATES['going back'].id}`)
        await page.getByRole('button', { name: /^Skip this step/ }).waitFor()
        await gallery.stopServer()
        await page.getByText('Server gone').first().waitFor({ timeout: 30_000 })
        await page.getByText('Tell the registry where the shop is: failed').waitFor()
        assert.equal(await page.getByRole('button', { name: /Skip|Kill/ }).count(), 0)
        await byDay(gallery.person, 'the server is gone')
        await byNight(gallery.person, 'the server is gone')
      }),
    )
  } finally {
    await browser.close()
  }
})

const byDay = (person: Person, what: string): Promise<void> => isFit(person, `${what}, by day at a desk`)

async function byNight(person: Person, what: string): Promise<void> {
  const { page } = person
  await page.setViewportSize(PHONE)
  await page.emulateMedia({ colorScheme: 'dark' })
  await isFit(person, `${what}, by night on a phone`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(DESK)
}
