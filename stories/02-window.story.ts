/**
 * The maintenance window: a change opens in it, never before and never after, and past its end nothing goes on by
 * itself.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  begin,
  beginInVain,
  commandSeconds,
  entry,
  factsOn,
  holding,
  journalOf,
  refusal,
  says,
  status,
} from './props/facts.testing.ts'
import { pageSaying, shareAt } from './props/outside.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { onStage, until } from './props/stage.testing.ts'

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()
const startAt = (at: string) => `maintenance_window_start=${at}`
/** At pace 100 a minute of the plan is 0.6 s. */
const minutes = (count: number) => `maintenance_window_duration_min=${count}`

test('the window', async (t) => {
  await onStage({ users: 200 }, async (stage) => {
    const fact = factsOn(t, stage)
    const plan = planVariant(stage.dir, 'short', SHORT)
    /** An instant that is still to come when so many commands have been given, one after the other. */
    const after = async (commands: number) => inSeconds(1 + 3 * commands * (await commandSeconds(stage)))
    const patient = planVariant(stage.dir, 'patient', SHORT, { 'minSamples: 10': 'minSamples: 1000000' })

    await fact('a change waits for its window and opens at its start', async () => {
      const start = await after(2)
      const id = await begin(stage, plan, 'v2.1.0', startAt(start))
      const view = await stage.client().change(id)
      assert.equal(view.status, 'scheduled')
      assert.equal(view.window?.plannedStart, start)
      assert.match(await says(stage, 'show', id), /SCHEDULED/)
      const opened = await entry(stage, id, 'window-opened')
      assert.ok(opened.at >= start, `opened at ${opened.at}, before ${start}`)
      const lateMs = Date.parse(opened.at) - Date.parse(start)
      assert.ok(lateMs < 10_000, `opened at ${opened.at}, long after ${start}`)
      assert.equal(opened.event, 'maintenance:window:start')
      assert.equal(/late/.test(opened.sentence), lateMs > 1_000, opened.sentence)
    })

    await fact('a pause keeps it shut, and a resume inside the window opens it', async () => {
      const start = await after(2)
      const id = await begin(stage, plan, 'v2.1.0', startAt(start))
      await says(stage, 'pause', id, '--because', 'the on-call engineer is on the train')
      await until('the start has passed', () => Date.now() > Date.parse(start) + 1_000)
      assert.equal((await stage.client().change(id)).status, 'scheduled')
      assert.match(await says(stage, 'show', id), /on the train/)
      await says(stage, 'resume', id)
      await entry(stage, id, 'window-opened')
    })

    await fact('a change that still waits can be cancelled: nothing of it ever begins', async () => {
      const start = await after(2)
      const id = await begin(stage, plan, 'v2.1.0', startAt(start))
      await says(stage, 'abort', id, '--because', 'wrong version')
      await status(stage, id, 'cancelled')
      await until('the start has passed', () => Date.now() > Date.parse(start) + 500)
      assert.ok(
        (await journalOf(stage, id)).every(({ type }) => type !== 'window-opened' && type !== 'step-started'),
      )
    })

    await fact(
      'a server that was down at the start opens late; a window that has passed is missed and never runs',
      async () => {
        const start = await after(2)
        const opens = await begin(stage, plan, 'v2.1.0', startAt(start))
        const misses = await begin(stage, plan, 'v2.2.0', startAt(start), minutes(9), '--pace', '500')
        await stage.server().kill()
        await until('the start has passed', () => Date.now() > Date.parse(start) + 1_500)
        await stage.startServer()
        assert.match((await entry(stage, opens, 'window-opened')).sentence, /window opened .* late/)
        await status(stage, misses, 'missed')
        assert.deepEqual(
          (await journalOf(stage, misses)).map(({ type }) => type),
          ['drafted', 'requested', 'scheduled', 'missed'],
        )
        await until('somebody is paged', () => pageSaying(stage, misses, /its window has passed/))
      },
    )

    await fact('a window that is gone already when it is asked for is missed', async () => {
      const id = await beginInVain(stage, plan, 'v2.1.0', startAt(inSeconds(-3_600)))
      await status(stage, id, 'missed')
    })

    await fact(
      'a change that outlasts its window is marked, somebody is paged, it holds, and an extension lets it go on',
      async () => {
        // Longer than its holds, which take 8 minutes, and long enough to come to its first weight on a slow machine
        // too.
        const long = Math.max(9, 6 + Math.ceil(12 * (await commandSeconds(stage))))
        const id = await begin(stage, patient, 'v2.1.0', minutes(long))
        await holding(stage, id, 500)
        const view = await until('overrun', async () => {
          const seen = await stage.client().change(id)
          return seen.window?.overrunAt == null ? null : seen
        })
        assert.equal(view.status, 'running')
        assert.ok((view.window?.overrunAt ?? '') >= (view.window?.endsAt ?? 'never'))
        await until('the page arrives', () => pageSaying(stage, id, /OVERRUN/))
        assert.match(await says(stage, 'show', id), /OVERRUN/)
        assert.match(
          await refusal(stage, 'promote', id, '--override', 'it looks well'),
          /window is over: no weight is raised/,
        )
        assert.equal(await shareAt(stage, 'staging/wix'), 500)

        await says(stage, 'extend', id, '10h', '--because', 'the holds took longer')
        assert.equal((await stage.client().change(id)).window?.overrunAt, null)
        await until(
          'a measurement since',
          async () => (await stage.cutwater('promote', id, '--override', 'it looks well')).code === 0,
        )
        await holding(stage, id, 2_500)
      },
    )

    await fact('or an abort takes it back', async () => {
      const id = await begin(stage, patient, 'v2.1.0', minutes(9))
      await entry(stage, id, 'window-overrun')
      await says(stage, 'abort', id)
      await status(stage, id, 'rolled-back')
      assert.equal(await shareAt(stage, 'staging/gamma'), 'closed')
    })
  })
})
