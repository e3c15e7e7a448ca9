/** docs/how-to/back-up-and-restore.md, line by line: a backup, a release after it, a restore, and each way out. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { begin, says, status } from './props/facts.testing.ts'
import { atGateway, versionFor } from './props/outside.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { onStage, ROOT, type Stage, until } from './props/stage.testing.ts'
import { unlockFlags } from './props/survivors.testing.ts'

const HOW_TO = readFileSync(join(ROOT, 'docs/how-to/back-up-and-restore.md'), 'utf8')

test('a database is restored into the past, and nobody is moved before a person has decided', async (t) => {
  await onStage({ users: 100 }, async (stage) => {
    await release(stage, 'v2.0.0')
    await backUp(stage)
    await unlockFlags(stage)
    const lost = await release(stage, 'v2.1.0')
    await restore(stage)
    await t.test('both targets differ, and targets and doctor say so', () => found(stage))
    await t.test('the journal is signed on once a person has answered for it', () => resumed(stage))
    await t.test('adopt-proxy moves nobody', () => adopted(stage))
    await t.test('overwrite-proxy moves everybody to what the database calls stable', () =>
      overwritten(stage),
    )
    await t.test('the next release gets the number of the lost one, and is carried out', () =>
      releasedAnew(stage, lost),
    )
  })
})

async function release(stage: Stage, version: string): Promise<string> {
  const plan = planVariant(stage.dir, 'release', SHORT)
  const id = await begin(stage, plan, version)
  await status(stage, id, 'succeeded')
  return id
}

/** `cp -a DATA/postgres BACKUP/postgres` while the server is stopped. */
async function backUp(stage: Stage): Promise<void> {
  await stage.server().stop()
  copy(join(stage.dataDir, 'postgres'), join(stage.dir, 'backup'))
  await stage.startServer()
}

async function restore(stage: Stage): Promise<void> {
  await stage.server().stop()
  rmSync(join(stage.dataDir, 'postgres'), { recursive: true })
  copy(join(stage.dir, 'backup'), join(stage.dataDir, 'postgres'))
  await stage.startServer()
}

/** Postgres insists on the modes of its directory. */
const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to])

const conflictOf = async (stage: Stage, name: string) =>
  (await stage.client().targets()).find((target) => target.name === name)?.conflict ?? null

async function found(stage: Stage): Promise<void> {
  for (const name of ['wix', 'gamma'] as const) {
    const before = await atGateway(stage, `staging/${name}`)
    await until(`${name} is in conflict`, async () => (await conflictOf(stage, `staging/${name}`)) !== null)
    assert.deepEqual(await atGateway(stage, `staging/${name}`), before)
    assert.equal(before.stable, 'blue')
  }
  assert.match(
    await says(stage, 'targets'),
    /! staging\/wix: the proxy .*Nothing is written there until you decide/,
  )
  const doctor = await stage.cutwater('doctor', '--binding', stage.world.bindingFile)
  assert.equal(doctor.code, 1)
  assert.match(doctor.out, /conflict .*staging\/gamma.*adopt-proxy/)
}

/** The command as the how-to has it. */
function ordered(words: string, ...more: readonly string[]): string[] {
  const line = HOW_TO.split('\n').find((one) => one.trim().startsWith(`cutwater ${words} `)) ?? ''
  const [, command = '', because = ''] = /^cutwater (.*) --because "(.*)"$/.exec(line.trim()) ?? []
  return [...command.split(' '), '--because', because, ...more]
}

async function resumed(stage: Stage): Promise<void> {
  const verified = await stage.cutwater('journal', 'verify')
  assert.equal(verified.code, 1, verified.out)
  await says(stage, ...ordered('journal resume'))
  assert.match(await says(stage, 'journal', 'verify'), /whole/)
}

async function adopted(stage: Stage): Promise<void> {
  const before = await atGateway(stage, 'staging/wix')
  assert.match(await says(stage, ...ordered('targets adopt-proxy', '--yes')), /staging\/wix: blue is stable/)
  await until('the proxy has it', async () => {
    const has = await atGateway(stage, 'staging/wix')
    return has.generation > before.generation && has.stable === 'blue' && has.split.mode === 'closed'
  })
  assert.equal(await conflictOf(stage, 'staging/wix'), null)
}

async function overwritten(stage: Stage): Promise<void> {
  assert.match(
    (await conflictOf(stage, 'staging/gamma'))?.overwriteProxy ?? '',
    /everybody is moved there from blue/,
  )
  assert.match(
    await says(stage, ...ordered('targets overwrite-proxy', '--yes')),
    /staging\/gamma: green is stable/,
  )
  await until('the proxy has it', async () => (await atGateway(stage, 'staging/gamma')).stable === 'green')
  assert.equal(await conflictOf(stage, 'staging/gamma'), null)
}

async function releasedAnew(stage: Stage, lost: string): Promise<void> {
  for (const { name, versions } of await stage.client().targets())
    assert.deepEqual(versions, { stable: null, canary: null }, `${name}: what was lost may run there`)
  await unlockFlags(stage)
  assert.equal(await release(stage, 'v2.2.0'), lost)
  for (const url of Object.values(stage.world.addresses.publicly))
    assert.equal(await versionFor(url), 'v2.2.0')
}
