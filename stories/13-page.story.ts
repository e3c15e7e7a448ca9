/**
 * The live page, in a real browser: for an engineer who was paged, with a keyboard or a phone, whatever happens to
 * the server.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { givesCommands } from './13-page/commands.testing.ts'
import { abortsByKeyboard } from './13-page/keyboard.testing.ts'
import { releasesALatch } from './13-page/latched.testing.ts'
import { logsIn } from './13-page/log-in.testing.ts'
import { followsARollout } from './13-page/rollout.testing.ts'
import { showsTheServer } from './13-page/server.testing.ts'
import { outlivesItsServer } from './13-page/server-gone.testing.ts'
import { mayOnlyLook } from './13-page/viewer.testing.ts'
import { openBrowser } from './props/browser.testing.ts'
import { buildPage, doorTo, pageBytes, personAt } from './props/page.testing.ts'
import { onStage } from './props/stage.testing.ts'

/** Over the wire, with everything: it has to come in bad reception too. */
const PAGE_BYTES_MAX = 170_000

test('the live page', async (t) => {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  const { browser } = opened
  try {
    buildPage()
    assert.ok(pageBytes() < PAGE_BYTES_MAX, `the page is ${pageBytes()} bytes over the wire`)
    await onStage({ users: 100 }, async (stage) => {
      const door = await doorTo(stage)
      const anna = await personAt(browser, door.url)
      try {
        const scene = { stage, door: door.url, anna }
        await logsIn(t, scene)
        const id = await followsARollout(t, scene)
        await givesCommands(t, scene, id)
        await outlivesItsServer(t, scene)
        await abortsByKeyboard(t, scene, id)
        const vera = await personAt(browser, door.url)
        await mayOnlyLook(t, scene, vera)
        await vera.close()
        await releasesALatch(t, scene)
        await showsTheServer(t, scene)
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
