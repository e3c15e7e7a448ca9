/**
 * The server is killed at seeded random moments and started again, over and over, while real changes run: each change
 * goes on by itself to its right end. `node tools/run.mjs stories/survive.ts --kills 100 --seed 1` makes a hundred
 * kills.
 */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { seeded } from '../demo/traffic/users.ts'
import { begunOf, bindCounted, executions, noKeyTwice } from './props/executions.testing.ts'
import { begin, entry, journalOf, says, status } from './props/facts.testing.ts'
import { blowFrom, strike } from './props/killer.testing.ts'
import { atGateway, isAlive, pageSaying, processesWith } from './props/outside.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'
import { surviveBlows } from './props/survive-blows.testing.ts'
import {
  asItShouldBe,
  KINDS,
  ONCE,
  peopleOf,
  rightEnd,
  seconds,
  unlockFlags,
  WINDOW,
} from './props/survivors.testing.ts'
import { witness } from './props/witness.testing.ts'

const KILLS = Number(process.env.SURVIVE_KILLS ?? 6)
const SEED = Number(process.env.SURVIVE_SEED ?? 1)
/** A change that is killed more often than this would tell nothing new, and take long. */
const KILLS_A_RUN = Math.min(10, Math.ceil(KILLS / 3))
const RUN_LIMIT_MS = 180_000

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
      const most = Math.min(KILLS_A_RUN, KILLS - kills)
      const made = await surviveBlows(stage, saw, {
        id,
        limitMs: RUN_LIMIT_MS,
        ...peopleOf(houseOf(stage), id, kind),
        nextBlow: (soFar) => (soFar < most ? blowFrom(random) : null),
        strike: (blow) => strike(stage, blow),
        fell: (during) => struck.set(during, (struck.get(during) ?? 0) + 1),
      })
      kills += made
      const view = await stage.client().change(id)
      rightEnd(view, kind)
      await asItShouldBe(houseOf(stage), view, version)
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

const houseOf = (stage: Stage) => ({
  ...stage,
  agreed: (target: Parameters<typeof atGateway>[1]) => atGateway(stage, target),
})

async function settledByPerson(stage: Stage, plan: string, t: TestContext): Promise<void> {
  const id = await begin(stage, plan, 'v4.0.0', WINDOW)
  const command = await until(
    'the announcement is under way',
    () => executions(stage, id).find(({ name, was }) => name === 'announce' && was === 'begun')?.pid,
  )
  const supervisors = processesWith('supervisor.ts', stage.dataDir)
  // All at one moment: neither does the command end meanwhile, nor does anybody see how it died.
  const dead = stage.server().kill()
  for (const pid of [...supervisors, command]) process.kill(pid, 'SIGKILL')
  await dead
  await until('they are gone', () => [...supervisors, command].every((pid) => !isAlive(pid)))
  await stage.startServer()

  const doubt = await entry(stage, id, 'step-unknown')
  assert.match(doubt.sentence, /it is unknown how the command ended/)
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
