/** A release after a release: the first one's locks are not in the way, and those of others are found in time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entry, factsOn, refusal, says, status, WIDE } from './props/facts.testing.ts'
import { versionFor } from './props/outside.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'

const version = (tag: string) => ['environment=staging', `version_tag=${tag}`, WIDE, '--pace', '100']

test('a release after a release', async (t) => {
  await onStage({ users: 400 }, async (stage) => {
    const fact = factsOn(t, stage)
    const plan = planVariant(stage.dir, 'release', SHORT)

    await fact('two releases of the shipped plan in a row succeed, the second with other flags', async () => {
      const first = await stage.cutwater('run', plan, ...version('v2.0.0'))
      assert.equal(first.code, 0, first.out)
      const second = await stage.cutwater('run', plan, ...version('v2.1.0'), 'glassfx_prod_state=false')
      assert.equal(second.code, 0, second.out)
      for (const url of Object.values(stage.world.addresses.publicly))
        assert.equal(await versionFor(url), 'v2.1.0')
      for (const target of ['wix', 'gamma'])
        assert.equal((await says(stage, 'flags', 'get', target, 'GlassFXEnabled')).trim(), 'false')
      const lock = (await stage.client().flags('staging')).find(({ flag }) => flag === 'GlassFXEnabled')?.lock
      assert.equal(lock?.by, (await stage.client().changes())[0]?.id)
    })

    await fact(
      'a lock of somebody else is found by check and at request, by name and with its remedy',
      async () => {
        await freeze(stage)
        const words = /GlassFXEnabled of wix is locked by \S+: frozen until Monday/
        const remedy = /cutwater flags unlock staging\/wix GlassFXEnabled --because/
        for (const found of [
          (await stage.cutwater('check', plan)).out,
          (await stage.cutwater('plan', 'check', plan, ...version('v2.2.0').slice(0, 3))).out,
          await refusal(stage, 'run', plan, ...version('v2.2.0')),
        ]) {
          assert.match(found, words)
          assert.match(found, remedy)
        }
        assert.equal((await stage.client().changes()).length, 2, 'no change was opened')
      },
    )

    await fact(
      'it is found before the window opens too, and the change opens by itself when it is gone',
      async () => {
        const start = new Date(Date.now() + 8_000).toISOString()
        const ran = await stage.cutwater(
          'run',
          plan,
          ...version('v2.2.0'),
          `maintenance_window_start=${start}`,
          '--detach',
        )
        assert.equal(ran.code, 0, ran.err)
        assert.match(ran.err, /frozen until Monday/, 'it may be gone by then, so it is a warning')
        const id = (await until('the change', async () => (await stage.client().changes())[0]))?.id ?? ''
        const { sentence } = await entry(stage, id, 'opening-blocked')
        assert.match(
          sentence,
          /GlassFXEnabled of wix is locked by .*frozen until Monday.*cutwater flags unlock/,
        )
        assert.match(await says(stage, 'show', id), /frozen until Monday/)
        await says(stage, 'flags', 'unlock', 'wix', 'GlassFXEnabled', '--because', 'it is Monday')
        await status(stage, id, 'running')
      },
    )
  })
})

/** Somebody wants GlassFXEnabled of wix to stay as it is: off. */
async function freeze(stage: Stage): Promise<void> {
  await says(stage, 'flags', 'unlock', 'wix', 'GlassFXEnabled', '--because', 'to lock it again')
  await says(stage, 'flags', 'lock', 'wix', 'GlassFXEnabled', '--because', 'frozen until Monday')
}
