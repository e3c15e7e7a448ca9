/**
 * The server is killed at seeded random moments and started again, over and over, while real changes run: each change goes on by
 * itself to its right end. `node tools/run.mjs stories/survive.ts --kills 100 --seed 1` makes a hundred kills.
 */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { seeded } from '../demo/traffic/users.ts'
import type { Entry } from '../src/core/journal/entry.ts'
import type { ChangeView } from '../src/read/change-view.ts'
import { begunOf, bindCounted, executions, noKeyTwice } from './props/executions.testing.ts'
import { begin, entry, journalOf, says, status } from './props/facts.testing.ts'
import { type Blow, blowFrom, strike } from './props/killer.testing.ts'
import { atGateway, isAlive, pageSaying, processesWith, TARGETS } from './props/outside.testing.ts'
import { planVariant, type Rewording, SHORT } from './props/plan-variant.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'
import { type Witness, witness } from './props/witness.testing.ts'

const KILLS = Number(process.env.SURVIVE_KILLS ?? 6)
const SEED = Number(process.env.SURVIVE_SEED ?? 1)
/** A change that is killed more often than this would tell nothing new, and take long. */
const KILLS_A_RUN = Math.min(10, Math.ceil(KILLS / 3))
const RUN_LIMIT_MS = 180_000

/** Two acts that nobody called safe to repeat: one is settled by a person, the other by its check. */
const ONCE: Rewording = {
  'steps:\n  - parallel:':
    'steps:\n  - title: Announce it\n    id: announce\n    action: announce\n    undo: { action: recall }\n  - parallel:',
  'accept:\n':
    '  - title: Charge for it\n    id: charge\n    action: charge\n    unknown: { check: was-charged }\n' +
    '    undo: { none: true, because: The money comes back with the next bill. }\n\naccept:\n',
}
/** Kills make a run longer than its window at this pace. */
const WINDOW = 'maintenance_window_duration_min=900'

type Kind = 'sound' | 'faulty' | 'aborted'
const KINDS: readonly Kind[] = ['sound', 'faulty', 'aborted']

test(`${KILLS} kills, seed ${SEED}: no entry lost, nothing done twice, every change comes to its right end`, {
  timeout: 3_600_000,
}, async (t) => {
  const random = seeded(SEED)
  await onStage({ users: 300, fault: 'errors' }, async (stage) => {
    await bindCounted(stage)
    const plan = planVariant(stage.dir, 'once', SHORT, ONCE)
    const saw = witness()
    const struck = new Map<string, number>()
    let kills = 0
    for (let n = 0; kills < KILLS; n += 1) {
      const kind = KINDS[n % KINDS.length] ?? 'sound'
      // The demo's fault belongs to v2.0.0 alone.
      const version = kind === 'faulty' ? 'v2.0.0' : `v3.${n}.0`
      const began = performance.now()
      const id = await begin(stage, plan, version, WINDOW)
      const made = await survive(stage, saw, id, kind, Math.min(KILLS_A_RUN, KILLS - kills), random, struck)
      kills += made
      const view = await stage.client().change(id)
      rightEnd(view, kind)
      await asItShouldBe(stage, view, version)
      if (view.status === 'succeeded') await unlockFlags(stage)
      await saw.watchAll(stage.client())
      assert.match(await says(stage, 'journal', 'verify'), /: whole$/m)
      t.diagnostic(
        `${id}, ${kind}: ${made} kills, ${view.status} after ${seconds(performance.now() - began)} s, ${kills} of ${KILLS}`,
      )
    }
    noKeyTwice(stage)
    const again = executions(stage).filter(({ was, key }) => was === 'begun' && key.endsWith('/again')).length
    t.diagnostic(`${saw.count()} entries were shown, ${again} safe commands repeated`)
    t.diagnostic(`killed after: ${[...struck].map(([type, times]) => `${type} ${times}`).join(', ')}`)
    await t.test('a command killed together with its supervisor is in doubt until a person settles it', () =>
      settledByPerson(stage, plan, t),
    )
  })
})

/** Follows one change to its end through at most `most` kills; answers how many there were. */
async function survive(
  stage: Stage,
  saw: Witness,
  id: string,
  kind: Kind,
  most: number,
  random: () => number,
  struck: Map<string, number>,
): Promise<number> {
  const stream = `change/${id}`
  const end = performance.now() + RUN_LIMIT_MS
  let kills = 0
  let abort: string | null = kind === 'aborted' ? `abort-${id}` : null
  for (;;) {
    const blow: Blow | null = kills < most ? blowFrom(random) : null
    const from = saw.of(stream).length
    for (;;) {
      assert.ok(
        performance.now() < end,
        `${id} did not end: its last entry is ${saw.of(stream).at(-1)?.type}`,
      )
      await saw.watch(stage.client(), stream)
      await settleDoubts(stage, id)
      const entries = saw.of(stream)
      if (abort !== null && (kills >= 2 || blow === null)) {
        // The same words again after every kill, until they are answered: they count once.
        const asked = { command: 'abort' as const, because: 'somebody thought better of it' }
        const { answer } = await stage.client().command(id, asked, null, abort)
        if (answer === 'accepted') abort = null
      }
      if (isOver(entries.at(-1)?.type)) return kills
      if (blow !== null && entries.length >= from + blow.afterEntries) break
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    await new Promise((resolve) => setTimeout(resolve, blow.thenMs))
    const killedAt = Date.now()
    kills += await strike(stage, blow)
    await saw.nothingLost(stage.client())
    await saw.watch(stage.client(), stream)
    const last = labelOf(saw.of(stream).findLast(({ at }) => at <= killedAt))
    struck.set(last, (struck.get(last) ?? 0) + 1)
  }
}

/** What was going on: the last entry before the kill, and the step that it speaks of. */
function labelOf(entry: Entry | undefined): string {
  const { step = '', stage = '', item = '' } = (entry?.data ?? {}) as Record<string, string | number>
  return [entry?.type ?? 'nothing', step, item, stage].filter((word) => word !== '').join(' ')
}

const isOver = (type: string | undefined) =>
  ['succeeded', 'rolled-back', 'failed', 'cancelled'].includes(type ?? '')

/** Somebody goes and looks: whether it was done stands in the log that the command keeps. */
async function settleDoubts(stage: Stage, id: string): Promise<void> {
  for (const step of (await stage.client().change(id)).steps.filter((one) => one.status === 'in-doubt')) {
    assert.equal(step.id, 'announce', 'nothing else is ever left to a person')
    await says(stage, 'show', id).then((shown) => assert.match(shown, /in doubt/i))
    const done = executions(stage, id).some(({ name, was }) => name === 'announce' && was === 'done')
    await says(
      stage,
      'settle',
      id,
      step.id,
      '--as',
      done ? 'done' : 'repeat',
      '--because',
      'it is in the log',
    )
  }
}

function rightEnd(view: ChangeView, kind: Kind): void {
  const cause = view.wayBack?.cause ?? ''
  switch (kind) {
    case 'sound':
      assert.equal(view.status, 'succeeded', `${view.id}: ${cause}`)
      break
    case 'faulty':
      assert.equal(view.status, 'rolled-back', view.id)
      assert.match(cause, /^(guard|gate) .* gamma/, view.id)
      break
    case 'aborted':
      if (view.status !== 'cancelled') assert.equal(view.status, 'rolled-back', view.id)
      if (view.status === 'rolled-back') assert.equal(cause, 'somebody thought better of it')
  }
}

/** The world is as the end of the change says, and each act that is not safe to repeat was done once, or never. */
async function asItShouldBe(stage: Stage, view: ChangeView, version: string): Promise<void> {
  const succeeded = view.status === 'succeeded'
  for (const target of TARGETS) assert.equal((await atGateway(stage, target)).split.mode, 'closed')
  for (const service of ['wix', 'gamma'])
    assert.equal(
      processesWith(stage.dir, `services/${service}.ts`, version).length,
      succeeded ? 1 : 0,
      `${service} ${version} after ${view.id} was ${view.status}`,
    )
  const times = (name: string) => begunOf(stage, view.id, name)
  assert.ok(times('announce') <= 1 && times('charge') <= 1, `${view.id} did something unsafe twice`)
  if (succeeded) {
    assert.deepEqual([times('announce'), times('charge')], [1, 1])
    for (const name of ['deploy-wix', 'deploy-gamma', 'sync-registry']) assert.ok(times(name) >= 1, name)
    for (const name of ['undeploy-wix', 'undeploy-gamma', 'recall']) assert.equal(times(name), 0, name)
  } else if (times('announce') === 1)
    assert.ok(times('recall') >= 1, `${view.id} was announced, not recalled`)
}

/** The plan leaves its flags locked; the next change of the day begins with somebody who lifts that. */
async function unlockFlags(stage: Stage): Promise<void> {
  for (const { target, flag } of await stage.client().flags('staging'))
    await stage.client().unlockFlag({ environment: 'staging', target, flag }, 'the next one comes')
}

async function settledByPerson(stage: Stage, plan: string, t: TestContext): Promise<void> {
  const id = await begin(stage, plan, 'v4.0.0', WINDOW)
  const command = await until(
    'the announcement is under way',
    () => executions(stage, id).find(({ name, was }) => name === 'announce' && was === 'begun')?.pid,
  )
  const supervisors = processesWith('supervisor.ts', stage.dataDir)
  await stage.server().kill()
  for (const pid of [...supervisors, command]) process.kill(pid, 'SIGKILL')
  await until('they are gone', () => [...supervisors, command].every((pid) => !isAlive(pid)))
  await stage.startServer()

  const doubt = await entry(stage, id, 'step-unknown')
  assert.match(doubt.sentence, /nobody (saw|knows)/i)
  t.diagnostic(doubt.sentence)
  assert.match(await says(stage, 'show', id), /in doubt/i)
  await until('somebody is paged', () => pageSaying(stage, id, /announce/i))
  assert.equal((await stage.client().change(id)).status, 'running')
  assert.equal(begunOf(stage, id, 'deploy-wix'), 0, 'it waits for the person')

  await says(stage, 'settle', id, 'announce', '--as', 'repeat', '--because', 'nobody has heard of it')
  await until('it is announced again', () => begunOf(stage, id, 'announce') === 2)
  const keys = executions(stage, id).flatMap(({ name, was, key }) =>
    name === 'announce' && was === 'begun' ? [key] : [],
  )
  assert.equal(new Set(keys).size, 2, 'the repetition is another order')
  await status(stage, id, 'succeeded')
  assert.ok((await journalOf(stage, id)).some(({ type }) => type === 'doubt-settled'))
  noKeyTwice(stage)
  assert.match(await says(stage, 'journal', 'verify'), /: whole$/m)
}

const seconds = (ms: number) => Math.round(ms / 1_000)
