/** A way back after success: by a change of its own, to what served before, with its flags, while nobody notices. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from './props/browser.testing.ts'
import { begin, factsOn, holding, refusal, says, status } from './props/facts.testing.ts'
import { atGateway, processesWith, TARGETS, versionFor } from './props/outside.testing.ts'
import { buildPage, DESK, doorTo, isFit, linkFor, PHONE, personAt } from './props/page.testing.ts'
import { planVariant, type Rewording, SHORT } from './props/plan-variant.testing.ts'
import { onStage, type Stage } from './props/stage.testing.ts'

/** Two stages are enough to be somewhere, and then everywhere. */
const FEW: Rewording = {
  '        - { weight: 25%, hold: 5m }\n': '',
  '        - { weight: 50%, hold: 5m }\n': '',
}
test('what succeeded can be taken back: the second release, then the first, warm or deployed again', async (t) => {
  await onStage({ users: 200 }, async (stage) => {
    const fact = factsOn(t, stage)
    const { dir } = stage
    const plan = planVariant(dir, 'release', FEW, SHORT)
    const succeeded = async (id: string) => {
      await status(stage, id, 'succeeded')
      return id
    }
    const revert = async (id: string, ...more: readonly string[]) => {
      const said = await says(
        stage,
        'revert',
        id,
        '--because',
        'a story',
        '--yes',
        '--detach',
        '--json',
        ...more,
      )
      return succeeded((JSON.parse(said) as { id: string }).id)
    }
    let [first, second, back] = ['', '', '']

    await fact(
      'a change that succeeded says how to take it back, and until when its old side is warm',
      async () => {
        first = await succeeded(await begin(stage, plan, 'v2.0.0'))
        const shown = await says(stage, 'show', first)
        assert.match(shown, new RegExp(`cutwater revert ${first} takes staging/gamma and staging/wix back`))
        assert.match(shown, /the old side\s+is\s+kept\s+warm\s+until/)
        const { revertible } = await stage.client().change(first)
        assert.ok(Date.parse(revertible?.warmUntil ?? '') > Date.now() + 23 * 3_600_000)
        assert.match(await refusal(stage, 'revert', first), /--yes/)
      },
    )

    await fact(
      'the second release is taken back to the side that still runs, and the first one waits its turn',
      async () => {
        second = await succeeded(await begin(stage, plan, 'v3.0.0', 'glassfx_prod_state=false'))
        await everybodyHas(stage, 'v3.0.0')
        assert.match(await refusal(stage, 'revert', first), new RegExp(`cutwater revert ${second} first`))
        const said = await says(stage, 'revert', second, '--dry-run')
        assert.match(said, /gamma and wix go back to v2\.0\.0, which still runs beside, kept warm until/)
        assert.match(said, /Sync the Notion registry to Wix: The sync copies what the source says/)
        back = await revert(second)
        await everybodyHas(stage, 'v2.0.0')
        assert.match(await says(stage, 'show', second), new RegExp(`Reverted by ${back}`))
        assert.match(await says(stage, 'show', back), new RegExp(`Takes back ${second}: a story`))
        assert.match(await refusal(stage, 'revert', second), /was reverted by/)
      },
    )

    await fact('a revert is taken back by another one, on the page where there is a browser', async () => {
      const again = await onPage(stage, back)
      if (again === null) await revert(back)
      else await succeeded(again)
      await everybodyHas(stage, 'v3.0.0')
    })

    await fact(
      'when the old side is gone, what ran there is deployed again first, as the journal says',
      async () => {
        const fourth = await begin(stage, plan, 'v4.0.0', '--pace', '20')
        await holding(stage, fourth, 500)
        await says(stage, 'abort', fourth, '--because', 'not wanted')
        await status(stage, fourth, 'rolled-back')
        assert.deepEqual(processesWith(dir, 'v2.0.0'), [], 'nothing is left beside')
        assert.match(
          await says(stage, 'revert', second, '--dry-run'),
          /v2\.0\.0, which is deployed again first/,
        )
        await revert(second)
        await everybodyHas(stage, 'v2.0.0')
      },
    )

    await fact(
      'the first release is taken back to what ran before Cutwater knew anything, with its flags',
      async () => {
        const latest = await revertedBy(stage, second)
        assert.deepEqual(await flags(stage), [
          ['CanaryEnabled', false, first],
          ['GlassFXEnabled', true, latest],
        ])
        assert.match(await refusal(stage, 'revert', first), /nobody knows which version [\s\S]* --to VERSION/)
        await revert(first, '--to', 'v1.9.0')
        await everybodyHas(stage, 'v1.9.0')
        assert.deepEqual(await flags(stage), [])
        assert.match(await says(stage, 'journal', 'verify'), /whole/)
      },
    )
  })
})

/** Asks on the page of a change for its revert, after it has said what it would do; null without a browser. */
async function onPage(stage: Stage, id: string): Promise<string | null> {
  const opened = await openBrowser()
  if ('missing' in opened) return null
  buildPage()
  const door = await doorTo(stage)
  const anna = await personAt(opened.browser, door.url)
  try {
    const { page } = anna
    await page.goto(await linkFor(stage, door.url, id))
    await page.getByText(`cutwater revert ${id} takes staging/gamma and staging/wix back`).waitFor()
    await page.getByRole('button', { name: `Revert: ${id}` }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('gamma and wix go back to v3.0.0, which still runs beside').waitFor()
    for (const viewport of [DESK, PHONE]) {
      await page.setViewportSize(viewport)
      await isFit(anna, `the dialog of a revert on ${viewport.width} px`)
    }
    await dialog.getByRole('textbox').fill('a story on the page')
    await dialog.getByRole('button', { name: 'Revert it' }).click()
    await page.getByText(`Takes back ${id}: a story on the page`).waitFor()
    assert.deepEqual(anna.troubles, [])
    return new URL(page.url()).pathname.split('/').at(-1) ?? null
  } finally {
    await anna.close()
    await door.close()
    await opened.browser.close()
  }
}

const revertedBy = async (stage: Stage, id: string): Promise<string | null> =>
  (await stage.client().change(id)).revertedBy

async function everybodyHas(stage: Stage, version: string): Promise<void> {
  for (const url of Object.values(stage.world.addresses.publicly))
    assert.equal(await versionFor(url), version)
  for (const target of TARGETS) assert.equal((await atGateway(stage, target)).split.mode, 'closed')
}

/** Of wix: name, value, and whose lock is on it. */
async function flags(stage: Stage) {
  const all = await stage.client().flags('staging')
  return all
    .filter(({ target }) => target === 'wix')
    .map(({ flag, value, lock }) => [flag, value, lock?.by ?? null])
}
