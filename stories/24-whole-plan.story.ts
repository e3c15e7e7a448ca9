/**
 * The whole of a cutover with people, docs/examples/cutover, on real parts: each of its five worlds is played by a
 * server, a gateway, shops, customers and people, and simulated with what came from outside in it. Both tell the same,
 * at the same times counted from T.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startAnswering } from './24-whole-plan/answering.testing.ts'
import { type Environment, openHouse } from './24-whole-plan/house.testing.ts'
import { type Played, play } from './24-whole-plan/play.testing.ts'
import { commandSeconds, journalOf, says } from './props/facts.testing.ts'
import { foretold } from './props/foretold.testing.ts'
import { takePulse } from './props/pulse.testing.ts'
import { until } from './props/stage.testing.ts'

/** A minute of the plan is 0.4 s; of the hours in which nobody comes, 0.2 s. */
const PACE = 150
const PACE_OF_WAITING = 300
const MINUTE = 60_000

test('a whole cutover, in five worlds', { timeout: 400_000 }, async (t) => {
  const house = await openHouse()
  const pulse = takePulse(() => house.client().url)
  const people = startAnswering(house)
  t.after(async () => {
    await Promise.all([pulse.stop(), people.stop()])
    await house.close()
  })

  const seconds = await commandSeconds(house)
  /** T, with time to request all of them before the first moment of the plan: an hour before it. */
  const tAt = (pace: number) =>
    Math.ceil((Date.now() + (60 * MINUTE) / pace + 8_000 * seconds) / 1_000) * 1_000
  const begin = (name: string, environment: Environment, pace = PACE) => {
    const playing = play(house, people, { name, environment, pace, t: tAt(pace) })
    // Each is awaited in its own test; one that fails before must not end the process.
    playing.catch(() => undefined)
    return playing
  }
  const worlds = {
    whole: begin('whole', 'staging'),
    asks: begin('guard-asks', 'acceptance'),
    wayDown: begin('way-down', 'rehearsal'),
    missed: begin('missed', 'rehearsal', PACE_OF_WAITING),
    aborted: begin('abort-while-preparing', 'staging'),
  }
  const tells = async (playing: Promise<Played>, status: string): Promise<Played> => {
    const played = await playing
    assert.equal(played.status, status, await said(played))
    const most = await foretold(house, played.id, played, pulse.stoodStillMs())
    t.diagnostic(
      `${played.id} ${status}: ${most} ms from what was simulated, ${pulse.stoodStillMs()} stood still`,
    )
    return played
  }
  const said = async ({ id }: Played) =>
    (await journalOf(house, id)).map(({ at, sentence }) => `${at} ${sentence}`).join('\n')
  const isPaged = (id: string, words: RegExp) =>
    until(`a page about ${id}: ${words}`, () =>
      house.received
        .filter(({ path }) => path === '/pager')
        .map(({ body }) => JSON.stringify(body))
        .some((page) => page.includes(id) && words.test(page)),
    )

  await t.test('aborted while it is prepared: undone, and no target is touched', async () => {
    const { id } = await tells(worlds.aborted, 'cancelled')
    await onlyUndone(id)
  })

  await t.test('nobody ticks: T passes, it is missed, and what was prepared is undone', async () => {
    const { id } = await tells(worlds.missed, 'missed')
    await onlyUndone(id)
    await isPaged(id, /its window has passed/)
  })

  await t.test(
    'the new version fails: it goes back, and one step that fails keeps no other from being done',
    async () => {
      const { id } = await tells(worlds.wayDown, 'rolled-back')
      const view = await house.client().change(id)
      assert.deepEqual(
        view.rollback?.steps.map(({ status }) => status),
        ['done', 'failed', 'done'],
      )
      assert.match(
        readFileSync(join(house.shops.rehearsal.dir, 'done'), 'utf8'),
        new RegExp(`${id} drop-snapshot\n${id} clear-cache`),
      )
      assert.ok(!existsSync(join(house.shops.rehearsal.dir, 'green')), 'the new version is gone')
      await isPaged(id, /not every step of the rollback was done/)
    },
  )

  await t.test(
    'payments fail for a while: the guard pauses and asks, and its person lets it go on',
    async () => {
      const { id } = await tells(worlds.asks, 'succeeded')
      await isPaged(id, /slow-payments/)
      inOrder(await said(await worlds.asks), [
        /guard tripped on shop: payment-success/,
        /pia answers guard slow-payments: go on, the provider had an outage/,
        /canary to 100 %/,
      ])
    },
  )

  await t.test(
    'whole: refused once, decided, rolled out, published beside it, watched, adopted, owed',
    async () => {
      const { id } = await tells(worlds.whole, 'succeeded')
      const told = await said(await worlds.whole)
      inOrder(told, [
        /phase preparation ended/,
        /dan rejects .*: the dump is not there yet/,
        /no longer held back/,
        /dan approves/,
        /window opened/,
        /ada ticked Nobody has complained/,
        /canary to 50 %/,
        /canary to 100 %/,
        /Watch for 20m passed/,
        /the canary is stable now on shop/,
        /SUCCEEDED/,
      ])
      // By the clock, so before or after what waits for evidence.
      inOrder(told, [/window opened/, /phase publishing ended/, /canary to 100 %/])
      assert.equal(
        (await house.client().targets()).find(({ name }) => name === 'staging/shop')?.stable,
        'green',
      )
      assert.match(await says(house, 'follow-ups', 'list'), /Tell the editors/)
      assert.ok(house.received.some(({ path }) => path === '/flags/staging/PublishingEnabled'))
      assert.match(await says(house, 'show', id), /Leads the cutover: ada/)
      await says(house, 'journal', 'verify')
    },
  )

  assert.deepEqual(
    [...house.answered()].toSorted((a, b) => a - b),
    [200, 402, 500],
    'no request fails because of us',
  )

  /** Everything was undone, the way that a plan without traffic goes back. */
  async function onlyUndone(id: string): Promise<void> {
    const types = (await journalOf(house, id)).map(({ type }) => type)
    assert.ok(types.includes('preparation-undoing') && types.includes('undo-done'), types.join(' '))
    assert.ok(!types.includes('window-opened') && !types.includes('traffic-closed'), types.join(' '))
    const view = await house.client().change(id)
    assert.equal(view.rollback?.traffic, 'untouched')
    assert.deepEqual(
      view.rollback?.undo.map(({ status }) => status),
      view.rollback?.undo.map(({ harmless }) => (harmless ? 'skipped' : 'done')),
    )
  }
})

/** Each of these stands somewhere behind the one before it. */
function inOrder(told: string, lines: readonly RegExp[]): void {
  let rest = told
  for (const line of lines) {
    const found = rest.search(line)
    assert.ok(found >= 0, `${line} in\n${rest}`)
    rest = rest.slice(found)
  }
}
