/** The live page, in a real browser: for an engineer who was paged, with a keyboard or a phone, whatever happens to the server. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openBrowser } from './props/browser.testing.ts'
import { begin, entry, holding, journalOf, says, status } from './props/facts.testing.ts'
import { shareAt } from './props/outside.testing.ts'
import {
  buildPage,
  DESK,
  doorTo,
  imagesOn,
  isFit,
  linkFor,
  type Person,
  PHONE,
  pageBytes,
  personAt,
  saysOnPage,
} from './props/page.testing.ts'
import { PATIENT, planVariant } from './props/plan-variant.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'

/** Over the wire, with everything: it has to come in bad reception too. */
const PAGE_BYTES_MAX = 160_000
/** A dialog takes no answer before this: the second click of a double click does not count. */
const ARMED_MS = 450
const HOSTILE = `<img src=x onerror=alert(1)> ${'averylongnamewithoutanyspace'.repeat(6)} \u202Edesrever`
const TITLE = 'Dual Deploy • Wix + Gamma (with Canary + SLO gates)'

test('the live page', async (t) => {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  const { browser } = opened
  buildPage()
  assert.ok(pageBytes() < PAGE_BYTES_MAX, `the page is ${pageBytes()} bytes over the wire`)
  try {
    await onStage({ users: 100 }, async (stage) => {
      const door = await doorTo(stage)
      const anna = await personAt(browser, door.url)
      try {
        await gettingIn(t, stage, door.url, anna)
        await oneChange(t, stage, anna)
        const vera = await personAt(browser, door.url)
        await whoMayOnlyLook(t, stage, door.url, vera)
        await vera.close()
        await whatIsLatched(t, stage, anna)
        assert.deepEqual(
          anna.troubles,
          [],
          'no script failed, nothing was refused by the policy, nothing came from elsewhere',
        )
      } finally {
        await anna.close()
        await door.close()
      }
    })
  } finally {
    await browser.close()
  }
})

async function gettingIn(t: TestContext, stage: Stage, door: string, anna: Person): Promise<void> {
  const { page } = anna
  await t.test(
    'without a session it says how to get in; a link of cutwater open lets in once, and leaves no code behind',
    async () => {
      await page.goto('/')
      await page.getByRole('heading', { name: 'Let this browser in' }).waitFor()
      assert.match(await page.locator('main').innerText(), /cutwater open/)
      await isFit(anna, 'the login')
      const link = await linkFor(stage, door)
      await page.goto(link)
      await page.getByText('Nothing is under way').waitFor()
      assert.equal(new URL(page.url()).hash, '')
      await isFit(anna, 'the empty list')

      const second = await personAt(page.context().browser() ?? assert.fail(), door)
      await second.page.goto(link)
      await second.page.getByRole('alert').getByText('cutwater open').waitFor()
      await second.close()
    },
  )
}

async function oneChange(t: TestContext, stage: Stage, anna: Person): Promise<void> {
  const { page } = anna
  const plan = planVariant(stage.dir, 'hostile', PATIENT, {
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

  await t.test(
    'a server that is gone is said to be gone; the old picture stays, marked as old, and comes to life again',
    async () => {
      await stage.server().kill()
      await page.getByText('Server gone', { exact: true }).waitFor()
      const standing = page.getByRole('region', { name: 'How it stands' })
      assert.match(
        await standing.innerText(),
        /since \d\d:\d\d:\d\d[\s\S]*cutwater kill staging\/wix --direct/,
      )
      assert.equal(await page.getByRole('button', { name: 'Abort: everyone to stable' }).count(), 0)
      assert.match(await page.title(), /Server gone/)
      await page.getByRole('heading', { level: 1 }).getByText('<img src=x').waitFor()
      await isFit(anna, 'the server is gone')
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize(PHONE)
      await isFit(anna, 'the server is gone, at night, on a phone')
      await page.setViewportSize(DESK)
      await page.emulateMedia({ colorScheme: 'light' })
      await stage.startServer()
      await page.getByRole('button', { name: 'Abort: everyone to stable' }).waitFor({ timeout: 30_000 })
      assert.equal(
        await page.evaluate(() => (globalThis as unknown as { since?: string }).since),
        'the first load',
      )
    },
  )

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

async function whoMayOnlyLook(t: TestContext, stage: Stage, door: string, vera: Person): Promise<void> {
  await t.test(
    'who may only look sees all of it, and instead of the button who to wake; logged out is out',
    async () => {
      const plan = planVariant(stage.dir, 'looked-at', PATIENT)
      const id = await begin(stage, plan, 'v2.1.0', '--pace', '20')
      await holding(stage, id, 500)
      const secret = (await says(stage, 'token', 'create', 'vera', '--role', 'viewer', '--json')).trim()
      const { token } = { token: (JSON.parse(secret) as { secret: string }).secret }
      const asked = await fetch(`${stage.client().url}/v1/session/codes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      })
      const { code } = (await asked.json()) as { code: string }
      await vera.page.goto(`${door}/login#code=${code}&next=/changes/${id}`)
      await vera.page.getByRole('heading', { level: 1 }).getByText(TITLE).waitFor()
      await vera.page.getByText('Your roles let you look').waitFor()
      assert.equal(await vera.page.getByRole('button', { name: /Abort|Pause|Promote|Kill/ }).count(), 0)
      await isFit(vera, 'for a viewer')
      await says(stage, 'kill', id, '--yes')
      await vera.page.getByRole('button', { name: 'Log out' }).click()
      await vera.page.getByRole('heading', { name: 'Let this browser in' }).waitFor()
      await vera.page.goto(`${door}/changes/${id}`)
      await vera.page.getByRole('heading', { name: 'Let this browser in' }).waitFor()
      await status(stage, id, 'rolled-back')
      assert.deepEqual(vera.troubles, [])
    },
  )
}

/** After the kill of the change that vera looked at. */
async function whatIsLatched(t: TestContext, stage: Stage, anna: Person): Promise<void> {
  await t.test(
    'the list shows where all traffic goes, and a latch is released there, with a reason',
    async () => {
      const { page } = anna
      await page.goto('/')
      const traffic = page.getByRole('list', { name: 'Traffic now' })
      await traffic.getByText('closed and latched').first().waitFor()
      await isFit(anna, 'the list with traffic')
      await page.getByRole('button', { name: 'Release: staging/wix' }).click()
      await page.getByRole('alertdialog').getByText('until a change opens it again').waitFor()
      await isFit(anna, 'the dialog of a release')
      await page.getByRole('textbox').fill('the cause is known')
      await page.waitForTimeout(ARMED_MS)
      await page.getByRole('button', { name: 'Yes, release it' }).click()
      await page.getByRole('button', { name: 'Kill: staging/wix' }).waitFor()
      const targets = await stage.client().targets()
      assert.deepEqual(
        targets.map(({ name, latched }) => [name, latched]),
        [
          ['staging/gamma', true],
          ['staging/wix', false],
        ],
      )
    },
  )
}
