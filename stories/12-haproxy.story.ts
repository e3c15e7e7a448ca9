/** HAProxy in the hands of people: what they are told, what they do to it, and what it makes of that. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { debianPart } from '../demo/parts/debian-part.ts'
import { haproxyControl } from '../src/adapters/haproxy/control.ts'
import { askHaproxy } from '../src/adapters/haproxy/runtime-socket.ts'
import { begin, holding, status } from './props/facts.testing.ts'
import { pageSaying, processesWith, versionFor } from './props/outside.testing.ts'
import { onStage, PLAN, type Stage, until } from './props/stage.testing.ts'

const parts = [await debianPart('haproxy'), await debianPart('prometheus')]
const skip = parts.flatMap((part) => ('missing' in part ? [part.missing] : [])).join('; ') || false

/** Prometheus scrapes once a second: a faster plan would be judged on nothing. */
const PACE = ['--pace', '40']
const LIMIT = { timeoutMs: 2_000 }

test('HAProxy keeps to what was ordered, whatever happens to it', { skip }, async (t) => {
  await onStage({ proxy: 'haproxy', users: 300 }, async (stage) => {
    await t.test('its configuration is what the command prints', () => printed(stage))
    await t.test('doctor finds nothing wrong', () => doctorIsContent(stage))
    await t.test('a canary that is killed is taken back, and nobody notices', () => canaryDies(stage))
    await t.test('a reload and a meddling hand change nothing, and maintenance by hand is a kill', () =>
      heldByItself(stage),
    )
  })
})

async function printed({ dir, world, cutwater }: Stage): Promise<void> {
  const at = (url: string) => new URL(url).host
  const { publicly, haproxyMetrics } = world.addresses
  const ran = await cutwater(
    ...['haproxy', 'config', '--binding', world.bindingFile, '--environment', 'staging'],
    ...['--trust', '127.0.0.1', '--health', '/health/ready', '--metrics', at(haproxyMetrics)],
    ...['--listen', `staging/wix=${at(publicly.wix)}`, `staging/gamma=${at(publicly.gamma)}`],
  )
  assert.equal(ran.code, 0, ran.err)
  assert.equal(ran.out, readFileSync(join(dir, 'cutwater.cfg'), 'utf8'))
}

async function doctorIsContent(stage: Stage): Promise<void> {
  const looked = await stage.cutwater('doctor', '--binding', stage.world.bindingFile, '--json')
  const found = JSON.parse(looked.out) as { what: string; is: string; says: string }[]
  const ours = found.filter(({ what }) => what === 'haproxy')
  assert.ok(ours.length >= 10, looked.out)
  assert.deepEqual(
    ours.filter(({ is }) => is !== 'good'),
    [],
  )
}

async function canaryDies(stage: Stage): Promise<void> {
  const id = await begin(stage, PLAN, 'v2.1.0', ...PACE)
  await holding(stage, id, 500)
  const canary = processesWith(stage.dir, 'services/gamma.ts', 'v2.1.0')
  assert.equal(canary.length, 1)
  process.kill(canary[0] ?? 0, 'SIGKILL')
  const view = await status(stage, id, 'rolled-back')
  assert.match(view.rollback?.cause ?? '', /gamma/)
  await until('somebody is paged', () => pageSaying(stage, id, /ROLLING BACK/))
  await closedOnBlue(stage, 'closed')
}

async function heldByItself(stage: Stage): Promise<void> {
  const id = await begin(stage, PLAN, 'v2.2.0', ...PACE)
  await holding(stage, id, 500)
  const worker = await workerOf(stage)
  stage.haproxy?.reload()
  await until(
    'the new worker has taken over',
    async () => (await workerOf(stage).catch(() => worker)) !== worker,
  )
  await byHand(stage, 'set server gamma/blue weight 0; set server gamma/green weight 256')
  await until('weights and states are put right', async () => {
    const { held: now, servers } = await control(stage).show('staging/gamma')
    const right = servers.blue.weight === 100 && servers.green.weight === 0
    return right && now.desired.split.mode === 'open' && servers.green.status.startsWith('UP')
  })
  assert.equal((await stage.client().change(id)).status, 'running')

  await byHand(stage, 'set server wix/green state maint')
  const view = await status(stage, id, 'rolled-back')
  assert.match(view.rollback?.cause ?? '', /wix was latched/)
  await closedOnBlue(stage, 'latched')
}

async function closedOnBlue(stage: Stage, wix: 'closed' | 'latched'): Promise<void> {
  for (const target of ['staging/wix', 'staging/gamma']) {
    const { desired } = await held(stage, target)
    assert.equal(desired.stable, 'blue')
    assert.equal(desired.split.mode, 'closed')
    if (target === 'staging/wix')
      assert.equal(desired.split.mode === 'closed' && desired.split.latched, wix === 'latched')
  }
  for (const url of Object.values(stage.world.addresses.publicly))
    assert.equal(await versionFor(url), 'v1.9.0')
}

const workerOf = async (stage: Stage) => /^Pid: (\d+)$/m.exec(await byHand(stage, 'show info'))?.[1]

/** What HAProxy says itself, past the server. */
async function held(stage: Stage, target: string) {
  return (await control(stage).show(target)).held
}

const control = ({ world }: Stage) => haproxyControl({ socket: world.haproxySocket, ...LIMIT })

const byHand = (stage: Stage, command: string) => askHaproxy(stage.world.haproxySocket, command, LIMIT)
