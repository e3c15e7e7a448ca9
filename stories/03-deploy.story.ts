/**
 * Deploys bring the new version up beside the old one; whatever a deploy does, it is bounded and nothing of it is
 * left behind.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  begin,
  commandSeconds,
  entry,
  factsOn,
  holding,
  journalOf,
  says,
  status,
} from './props/facts.testing.ts'
import { isAlive, processesWith, shareAt, versionFor } from './props/outside.testing.ts'
import { planVariant } from './props/plan-variant.testing.ts'
import { onStage, PLAN, type Stage, until } from './props/stage.testing.ts'

/** 64 KiB, and the line that says how much was left out. */
const OUTPUT_MAX_BYTES = 64 * 1024 + 200

test('deploys', async (t) => {
  await onStage({ users: 200, fault: 'deploy-hangs' }, async (stage) => {
    const fact = factsOn(t, stage)
    const { dir } = stage
    const { wix, gamma } = stage.world.addresses.publicly
    const services = (service: string, version: string) =>
      processesWith(dir, `services/${service}.ts`, version)

    await fact(
      'both versions run side by side as real processes, and each user is told which one answered',
      async () => {
        const plan = planVariant(dir, 'by-header', {
          'targets: [wix, gamma]': 'targets: [wix, gamma]\n      headerOverride: true',
        })
        const id = await begin(stage, plan, 'v2.1.0', '--pace', '20')
        await holding(stage, id, 500)
        const journal = (await journalOf(stage, id)).filter(
          ({ type }) => type === 'step-started' || type === 'step-done',
        )
        assert.deepEqual(
          journal.slice(0, 3).map(({ type }) => type),
          ['step-started', 'step-started', 'step-done'],
          'both deploys began before either was done',
        )
        for (const [name, url] of [
          ['wix', wix],
          ['gamma', gamma],
        ] as const) {
          const [stable, canary] = [services(name, 'v1.9.0'), services(name, 'v2.1.0')]
          assert.equal(stable.length, 1)
          assert.equal(canary.length, 1)
          assert.notEqual(stable[0], canary[0])
          assert.equal(await versionFor(url, { version: 'stable' }), 'v1.9.0')
          assert.equal(await versionFor(url, { version: 'canary' }), 'v2.1.0')
          assert.equal(await versionFor(url, { version: 'v2.1.0' }), 'v2.1.0')
          const seen = await Promise.all(
            Array.from({ length: 200 }, (_, n) => versionFor(url, { user: `visitor-${n}` })),
          )
          const onCanary = seen.filter((version) => version === 'v2.1.0').length
          assert.ok(onCanary > 0 && onCanary < 40, `${onCanary} of 200 users see the canary at 5 %`)
        }
        await says(stage, 'abort', id)
        await status(stage, id, 'rolled-back')
        assert.deepEqual([...services('wix', 'v2.1.0'), ...services('gamma', 'v2.1.0')], [])
        assert.equal(services('wix', 'v1.9.0').length, 1)
      },
    )

    await fact(
      'a deploy that hangs is ended at its time limit although it ignores SIGTERM, and what it began is taken away',
      async () => {
        // So long that it brings its service up before.
        const seconds = Math.ceil(1 + 4 * (await commandSeconds(stage)))
        const plan = planVariant(dir, 'impatient', {
          '- deploy: gamma\n        retry: { attempts: 2, backoff: 10s }': `- deploy: gamma\n        timeLimit: ${seconds}s`,
        })
        const id = await begin(stage, plan, 'v2.0.0')
        const command = await until('the deploy runs', () => deployOf(stage))
        const service = await until('its service runs', () => services('gamma', 'v2.0.0')[0])
        await status(stage, id, 'rolled-back')
        const failed = await entry(stage, id, 'step-failed')
        assert.match(failed.sentence, new RegExp(`Deploy gamma failed: .*${seconds} ?s`))
        assert.equal(isAlive(command), false)
        assert.equal(isAlive(service), false)
        assert.equal(await shareAt(stage, 'staging/gamma'), 'closed')
      },
    )

    await bindUnruly(stage)
    const secrets = Object.values(stage.world.secrets)
    const noSecretIn = (text: string, where: string) => {
      for (const secret of secrets) assert.ok(!text.includes(secret), `a secret stands in ${where}`)
    }

    await fact(
      'an abort during a deploy acts at once, ends the whole process group, and neither floods nor tells secrets',
      async () => {
        const id = await begin(stage, PLAN, 'v2.3.0', '--pace', '1')
        const group = await until('the deploy and its child run', () => {
          const found = processesWith('unruly-deploy.testing.ts')
          const ours = found.filter((pid) => environmentOf(pid).includes(dir))
          return ours.length >= 2 ? ours : null
        })
        await says(stage, 'abort', id, '--because', 'this deploy will never end')
        await until('the whole group is gone', () => group.every((pid) => !isAlive(pid)))
        await status(stage, id, 'rolled-back')
        const journal = await journalOf(stage, id)
        const at = (words: RegExp) =>
          Date.parse(journal.find(({ sentence }) => words.test(sentence))?.at ?? '')
        const told = journal.map((one) => `${one.at} ${one.sentence}`).join('\n')
        assert.ok(
          at(/^canary closed on/) < at(/^Deploy gamma stopped/),
          `closing waited for the deploy:\n${told}`,
        )

        const kept = filesIn(join(stage.dataDir, 'runs'))
          .map((file) => readFileSync(file, 'latin1'))
          .find((text) => text.startsWith('the key is '))
        assert.ok(kept, 'what the command printed was not kept')
        assert.ok(kept.length <= OUTPUT_MAX_BYTES, `${kept.length} bytes of its output were kept`)
        noSecretIn(await says(stage, 'show', id, '--output'), 'cutwater show --output')
        noSecretIn(await says(stage, 'show', id, '--json'), 'cutwater show --json')
        noSecretIn(await says(stage, 'journal', 'export'), 'the journal')
        for (const file of filesIn(join(dir, 'logs'))) noSecretIn(readFileSync(file, 'utf8'), file)
        for (const file of filesIn(stage.dataDir).filter((name) => !/\/(postgres|pg|database)\b/.test(name)))
          noSecretIn(readFileSync(file, 'latin1'), file)
      },
    )
  })
})

test('a deploy that fails is tried again, and then both are taken back', async () => {
  await onStage({ users: 100, fault: 'deploy-fails' }, async (stage) => {
    const { code, out } = await stage.cutwater(
      'run',
      PLAN,
      'environment=staging',
      'version_tag=v2.0.0',
      '--pace',
      '100',
    )
    assert.equal(code, 3, out)
    assert.match(out, /Deploy gamma failed, will be tried again: .*ordered to fail/)
    assert.match(out, /Deploy gamma started again \(attempt 2\)/)
    assert.match(out, /ROLLING BACK: step deploy-gamma failed/)
    assert.match(out, /undone: Deploy wix/)
    assert.doesNotMatch(out, /canary to/)
    assert.deepEqual(processesWith(stage.dir, 'v2.0.0'), [])
    for (const url of Object.values(stage.world.addresses.publicly))
      assert.equal(await versionFor(url), 'v1.9.0')
  })
})

/** The deploy command knows its place from its environment, not from its arguments. */
function deployOf({ dir }: Stage): number | undefined {
  return processesWith('actions/deploy.ts up').find((pid) => environmentOf(pid).includes(dir))
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

/** The administrator binds another deploy command for gamma; the server reads its binding when it starts. */
async function bindUnruly(stage: Stage): Promise<void> {
  const { bindingFile } = stage.world
  const demo = join(import.meta.dirname, '..', 'demo', 'estates', 'dual-deploy', 'actions', 'deploy.ts')
  const unruly = join(import.meta.dirname, 'props', 'unruly-deploy.testing.ts')
  const [before = '', ...after] = readFileSync(bindingFile, 'utf8').split('gamma:\n')
  assert.equal(after.length, 1)
  const [gamma = ''] = after
  assert.ok(gamma.includes(demo), 'the deploy command of the demo is bound')
  writeFileSync(bindingFile, `${before}gamma:\n${gamma.replace(demo, unruly)}`)
  await stage.server().stop()
  await stage.startServer()
}

function filesIn(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name))
}
