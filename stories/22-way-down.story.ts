/**
 * The plan's own way down: what it says of a rollback happens with real parts, step by step, and what is found after it
 * is said.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { begin, entry, factsOn, holding, journalOf, says, status } from './props/facts.testing.ts'
import { pageSaying, shareAt, TARGETS } from './props/outside.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'

/** At pace 20 a minute of the plan is three seconds. The second of the steps never has the time that it needs. */
const planOf = (verified: string, gradual = '', watched = '1m'): string => `plan: way-down
title: A release with a way down
inputs:
  environment: { type: enum, values: [staging], required: true }
  version_tag: { type: string, required: true }
  maintenance_window_duration_min: { type: integer, default: 600 }
environment: \${{ inputs.environment }}
version: \${{ inputs.version_tag }}
window: { duration: "\${{ inputs.maintenance_window_duration_min }}m" }
steps:
  - flags: { LegacyMode: false }
  - parallel:
      - { deploy: wix, unknown: repeat }
      - { deploy: gamma, unknown: repeat }
  - rollout:
      targets: [wix, gamma]
      weightFlag: canary-percentage
      stages: [ { weight: 10%, hold: 1m }, { weight: 60%, hold: 60m }, { weight: 100%, hold: 60m } ]
      gates: [ { signal: success-ratio, atLeast: 99.0%, minSamples: 10 } ]
      guards: [ { signal: success-ratio, below: 97%, for: 30m } ]
rollback:
  limits: { close: 1m, undo: 2m }
  steps:
    - { title: Tell the registry, action: sync-registry }
    - { id: hopeless, title: Hopeless, action: sync-registry, timeLimit: 1ms, retry: { attempts: 1 } }
    - { title: Legacy mode on, flags: { LegacyMode: true } }
${gradual}  verify: { for: ${watched}, gates: [ { signal: success-ratio, ${verified}, minSamples: 10 } ] }
  considerations: [ Users cannot log in, Data is lost ]
`
const ENTRIES =
  '  gradual: [ { weight: 60%, hold: 2m }, { weight: 20%, hold: 1m }, { weight: 5%, hold: 1m }, { weight: 0% } ]\n'

test('a way down', async (t) => {
  await onStage({ users: 400 }, async (stage) => {
    const fact = factsOn(t, stage)
    const plan = (name: string, text: string): string => {
      const file = join(stage.dir, `${name}.yaml`)
      writeFileSync(file, text)
      return file
    }
    const well = plan('well', planOf('atLeast: 99.0%', ENTRIES))
    const never = plan('never', planOf('above: 100%', '', '10m'))
    const at60 = async (file: string, version: string): Promise<string> => {
      const id = await begin(stage, file, version, '--pace', '20')
      await holding(stage, id, 6_000)
      return id
    }

    await fact(
      'goes down by its entries, its flag with it, and does its steps although one fails',
      async () => {
        const id = await at60(well, 'v2.0.0')
        await until('the flag follows', async () => (await flagOf(stage, 'canary-percentage')) === 60)
        await says(stage, 'rollback', id, '--gradual', '--because', 'slow')
        await until('20 %', () => shareIs(stage, 2_000))
        await until('its flag', async () => (await flagOf(stage, 'canary-percentage')) === 20)
        const { code, out } = await stage.cutwater('watch', id)
        assert.equal(code, 3, out)
        assert.match(out, /canary down to 5 %/)
        assert.match(out, /rollback step Hopeless failed; the rollback goes on/)
        assert.match(out, /ROLLED BACK, but not every step of the rollback was done: Hopeless/)
        assert.match(out, /the rollback is verified: .*%$/m)
        const view = await stage.client().change(id)
        assert.deepEqual(
          view.rollback?.steps.map(({ status }) => status),
          ['done', 'failed', 'done'],
        )
        assert.equal(await flagOf(stage, 'canary-percentage'), 0)
        assert.equal(await flagOf(stage, 'LegacyMode'), true, 'the steps have the last word')
        await until('somebody is paged', () =>
          pageSaying(stage, id, /not every step of the rollback was done/),
        )
        assert.match(await says(stage, 'show', id), /Verify\s+● all is well/)
      },
    )

    await fact('a consideration pages, is declined with a reason, and a second one is followed', async () => {
      const id = await at60(well, 'v2.1.0')
      assert.match(await says(stage, 'show', id), /Weigh\s+Users cannot log in; Data is lost/)
      await says(stage, 'consider', id, '--because', 'two users called')
      await until('a page', () => pageSaying(stage, id, /SHOULD IT GO BACK\?.*two users called/))
      await says(stage, 'decline', id, '1', '--because', 'both had mistyped')
      await says(stage, 'consider', id, '--because', 'nobody logs in')
      await says(stage, 'abort', id, '--because', 'nobody logs in')
      await until('verified', async () => (await stage.client().change(id)).verification?.status === 'passed')
      const { considerations } = await stage.client().change(id)
      assert.deepEqual(
        considerations.raised.map(({ answer }) => [answer?.as, answer?.because]),
        [
          ['declined', 'both had mistyped'],
          ['rolled-back', 'nobody logs in'],
        ],
      )
    })

    await fact(
      'what is not well afterwards pages, survives a restart, and is settled by a person',
      async () => {
        const id = await at60(never, 'v2.2.0')
        await says(stage, 'abort', id, '--because', 'enough')
        await until(
          'it is watched',
          async () => (await stage.client().change(id)).verification?.status === 'watching',
        )
        const next = await stage.cutwater('run', well, ...FOR_ANOTHER, '--detach', '--json')
        assert.equal(next.code, 0, 'it is no obstacle')
        assert.match(next.err, new RegExp(`${id} was rolled back on .* watched until`))
        await says(
          stage,
          'abort',
          (JSON.parse(next.out) as { id: string }).id,
          '--because',
          'it was only asked',
        )
        await stage.server().kill()
        await stage.startServer()
        const { code } = await stage.cutwater('watch', id)
        assert.equal(code, 1, 'not well is no rollback as it should be')
        const { sentence } = await entry(stage, id, 'verification-failed')
        assert.match(sentence, /NOT WELL AFTER THE ROLLBACK: .*did not hold on/)
        await until('a page', () => pageSaying(stage, id, /NOT WELL AFTER THE ROLLBACK/))
        await says(stage, 'settle', id, 'verification', '--as', 'done', '--because', 'nobody reaches 101 %')
        assert.equal(
          (await status(stage, id, 'rolled-back')).verification?.settled?.because,
          'nobody reaches 101 %',
        )
        assert.ok((await journalOf(stage, id)).some(({ type }) => type === 'verification-settled'))
      },
    )
  })
})

const FOR_ANOTHER = ['environment=staging', 'version_tag=v2.3.0', '--pace', '20']

const flagOf = async (stage: Stage, name: string) =>
  (await stage.client().flags('staging')).find(({ flag, target }) => flag === name && target === 'wix')?.value

async function shareIs(stage: Stage, weight: number): Promise<boolean> {
  const shares = await Promise.all(TARGETS.map((target) => shareAt(stage, target)))
  return shares.every((share) => share === weight)
}
