import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../../demo/traffic/users.ts'
import { gatewayMetrics } from '../../src/adapters/gateway/metrics.ts'
import { openStore } from '../../src/adapters/postgres/open.ts'
import type { JudgeState } from '../../src/core/judge/observe.ts'
import { answersTo } from '../../src/runtime/signals/answers.ts'
import {
  judge,
  questionsFor,
  type Watching,
  watchingOf,
} from '../../src/runtime/signals/observation-round.ts'
import { says } from '../props/facts.testing.ts'
import { postmasterIn } from '../props/killer.testing.ts'
import { until } from '../props/stage.testing.ts'
import { type House, USUAL } from './house.testing.ts'

/** At pace 20 its hold is nine minutes. */
const PLAN = `plan: watched
title: A release that is watched while the server dies
environment: killed
version: v2.0.0
window: { duration: 10h }
steps:
  - deploy: shop
  - rollout:
      targets: [shop]
      stages: [ { weight: 20%, hold: 3h }, { weight: 100%, hold: 1m } ]
      guards:
        - { signal: success-ratio, worseThan: stable*1.25, confidence: 99.9%, then: pause, noData: { after: 1h, then: hold } }
`
const SIGNAL = { kind: 'ratio', statusBelow: 500, withinMs: null } as const
const SHAPE = { kind: 'ratio', unit: 'ratio', direction: 'lower' } as const

type Killed = { readonly kills: number; readonly kept: JudgeState; readonly unbroken: JudgeState }

/**
 * A version as good as stable is watched while the server is killed at seeded random moments, one time of five with its
 * database; then it turns bad, and the guard trips. `kept`: what the servers came to, one after the other; `unbroken`:
 * what one that sees everything at once makes of the same telemetry.
 */
export async function watchWhileKilled(house: House, kills: number, seed: number): Promise<Killed> {
  const random = seeded(seed)
  const shop = house.shops.killed
  const file = join(house.dir, 'watched.yaml')
  writeFileSync(file, PLAN)
  const said = await says(house, 'run', file, '--pace', '20', '--detach', '--json', '--key', randomUUID())
  const { id } = JSON.parse(said) as { id: string }
  const statusOf = async () => (await house.client().change(id)).status
  await until('it is watched', async () => {
    const [rollout] = (await house.client().change(id)).rollouts
    return rollout?.rules[0]?.targets[0]?.seenUpTo ?? null
  })
  for (let i = 0; i < kills; i++) {
    await sleep(100 + Math.floor(random() * 1_500))
    const database = random() < 0.2 ? postmasterIn(house.dataDir) : null
    const dead = house.kill()
    if (database !== null) process.kill(database, 'SIGKILL')
    await dead
    await house.start()
  }
  assert.equal(await statusOf(), 'running', 'nothing has tripped')
  shop.mood = { fails: 8 * USUAL, refuses: 0 }
  await until('it is paused', async () => (await statusOf()) === 'paused')

  const store = await openStore({ url: house.databaseUrl(), connections: 2 })
  try {
    const change =
      (await store.judges.watching()).find((one) => one.id === id) ?? assert.fail(`${id} is gone`)
    const watching = watchingOf(
      change,
      await store.judges.rows(id),
      () => 'blue',
      () => SHAPE,
    )[0]
    const kept = watching?.state ?? assert.fail('nothing is kept')
    // As if all had been told at once, up to the same moment.
    const samples = { ...store.samples, watermark: async () => kept.watermark }
    const targets = new Map([['killed/shop', ['gateway-1']]])
    const metrics = gatewayMetrics({ samples, targets, signals: { 'success-ratio': SIGNAL } })
    const [fresh] = watchingOf(
      change,
      [],
      () => 'blue',
      () => SHAPE,
    )
    return { kills, kept, unbroken: await seenAtOnce(fresh ?? assert.fail('nothing is watched'), metrics) }
  } finally {
    await store.close()
    await says(house, 'abort', id, '--because', 'it is worse')
    await until('it is over', async () => (await statusOf()) === 'rolled-back')
  }
}

async function seenAtOnce(
  watching: Watching,
  metrics: ReturnType<typeof gatewayMetrics>,
): Promise<JudgeState> {
  const questions = questionsFor([watching], metrics.intervalMs)
  const answers = answersTo(questions, await metrics.read(questions, AbortSignal.timeout(10_000)))
  const judgement = judge(watching, answers, metrics, 0) ?? assert.fail('there is nothing to judge')
  return judgement.row.state as JudgeState
}
