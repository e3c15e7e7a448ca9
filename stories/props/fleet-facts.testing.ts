/** Two facts of a fleet that a random kill would show only by luck. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withClient } from '../../src/adapters/postgres/database/client.testing.ts'
import { Refused } from '../../src/http/client/client.ts'
import { begunOf, executions } from './executions.testing.ts'
import { begin } from './facts.testing.ts'
import type { Fleet } from './fleet.testing.ts'
import { until } from './stage.testing.ts'
import { WINDOW } from './survivors.testing.ts'

/** A replica dies while its command runs; the command goes on, and the other replica hears how it ended. */
export async function commandIsInherited(fleet: Fleet, plan: string, t: TestContext): Promise<void> {
  const id = await begin(fleet, plan, 'v5.0.0', WINDOW)
  await until('the announcement is under way', () => begunOf(fleet, id, 'announce') === 1)
  const owner = await until('somebody says that it began it', () => {
    const at = fleet.dataDirs.findIndex((dataDir) => hasBegun(fleet, dataDir, `${id}/announce/do/1`))
    return at < 0 ? null : { part: fleet.parts[at] ?? assert.fail(), other: fleet.clientOf(1 - at) }
  })
  const killedAt = Date.now()
  await owner.part.kill()
  const done = await until('the other replica says how it ended', async () =>
    (await owner.other.entries(`change/${id}`, 0)).find(
      ({ type, data }) => type === 'step-done' && (data as { step: string }).step === 'announce',
    ),
  )
  const ended = executions(fleet, id).find(({ name, was }) => name === 'announce' && was === 'done')
  assert.ok(ended !== undefined && begunOf(fleet, id, 'announce') === 1, 'it was carried out once')
  const heardMs = done.at - Math.max(killedAt, ended.at)
  t.diagnostic(`the end of a dead replica's command was heard after ${heardMs} ms`)
  assert.ok(heardMs < 5_000, `${heardMs} ms is no gap of about a second, even on a busy machine`)
  await abort(fleet, id)
  await owner.part.start()
}

/** The database accepts and never answers: everybody says so, nobody is hurt, and everything goes on by itself. */
export async function databaseStandsStill(fleet: Fleet, plan: string, t: TestContext): Promise<void> {
  const { network } = fleet.postgres
  const id = await begin(fleet, plan, 'v6.0.0', WINDOW)
  const stages = async () =>
    (await fleet.client().change(id)).rollouts[0]?.stages.map(({ state }) => state) ?? []
  await until('the first stage holds', async () => (await stages())[0] === 'holding')

  network.freeze()
  const began = performance.now()
  for (const i of fleet.dataDirs.keys()) {
    const at = (path: string) =>
      fetch(`${fleet.clientOf(i).url}${path}`, { signal: AbortSignal.timeout(10_000) })
    const answer = await until('it is not ready', async () => {
      const ready = await at('/health/ready')
      return ready.ok ? null : ready
    })
    assert.equal(answer.status, 503)
    assert.match(await answer.text(), /the database does not answer/)
    assert.equal((await at('/health/live')).status, 200)
  }
  t.diagnostic(
    `both replicas said so ${Math.round(performance.now() - began)} ms after the database stood still`,
  )
  const asked = performance.now()
  const words = { command: 'abort', because: 'nobody can answer' } as const
  await assert.rejects(fleet.clientOf(0).command('CHG-1999-0001', words, null, 'into-the-void'), (error) => {
    assert.ok(error instanceof Refused, String(error))
    assert.match(error.problem.type, /not-ready|too-slow$/)
    assert.match(error.problem.remedy, /--direct/)
    return true
  })
  t.diagnostic(`a command was answered in words after ${Math.round(performance.now() - asked)} ms`)
  await sleep(Math.max(0, 8_000 - (performance.now() - began)))
  network.thaw()

  // Five minutes without data last three seconds at this pace; those of our own outage do not count.
  await until('the next stage is entered', async () =>
    ['holding', 'passed'].includes((await stages())[1] ?? ''),
  )
  assert.ok((await sessions(fleet)) <= 60, 'connections are used again')
  await abort(fleet, id)
}

async function abort(fleet: Fleet, id: string): Promise<void> {
  await fleet.client().command(id, { command: 'abort', because: 'the fact is shown' }, null, `abort-${id}`)
  const back = await until('it is taken back', async () => {
    const view = await fleet.client().change(id)
    return view.endedAt === null ? null : view
  })
  assert.equal(back.rollback?.cause, 'the fact is shown')
}

function hasBegun({ dir }: Fleet, dataDir: string, effect: string): boolean {
  const log = join(dir, 'logs', `${dataDir.split('/').at(-1)}.log`)
  if (!existsSync(log)) return false
  const lines = readFileSync(log, 'utf8').split('\n')
  return lines.some((line) => line.includes(`"${effect}"`) && line.includes('an effect begins'))
}

const sessions = ({ postgres }: Fleet): Promise<number> =>
  withClient(postgres.directUrl(), async (client) => {
    const { rows } = await client.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'cutwater'`,
    )
    return rows[0].n
  })
