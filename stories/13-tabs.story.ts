/** One browser with many tabs: an incident has many eyes, and each tab has a red button that works. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { letIn } from './13-tabs/browser-of-tabs.testing.ts'
import { showManyTabs, showTabWithoutLocks } from './13-tabs/many-tabs.testing.ts'
import { followsASecondLink } from './13-tabs/second-link.testing.ts'
import { openBrowser } from './props/browser.testing.ts'
import { buildPage } from './props/page.testing.ts'
import { smallHouse } from './props/small-house.testing.ts'
import { until } from './props/stage.testing.ts'

const BINDING = `environments:
  staging:
    actions:
      wait: { command: [sleep, '600'], timeLimit: 20m, grace: 100ms }
`
const PLAN = `plan: waits
title: A change that waits
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
steps:
  - action: wait
    unknown: repeat
    undo: { none: true, because: it leaves nothing behind }
`

test('many tabs of one browser', async (t) => {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  const { browser } = opened
  const house = smallHouse(BINDING)
  try {
    buildPage()
    writeFileSync(join(house.dir, 'waits.yaml'), PLAN)
    await house.start()
    const begun = await house.cutwater('run', 'waits.yaml', 'environment=staging', '--detach', '--json')
    assert.equal(begun.code, 0, begun.err)
    const { id } = JSON.parse(begun.out) as { id: string }
    await until('the change runs', async () =>
      /"status": ?"running"/.test((await house.cutwater('show', id, '--json')).out),
    )
    const context = await browser.newContext({ baseURL: house.url() })
    const scene = { house, context, id }
    const door = await context.newPage()
    await letIn(door, house, house.token())
    await door.close()
    const [tab] = await showManyTabs(t, scene)
    await showTabWithoutLocks(t, scene)
    await followsASecondLink(t, scene, tab ?? assert.fail())
  } finally {
    await browser.close()
    await house.remove()
  }
})
