import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { pino } from 'pino'
import { type Embedded, startEmbedded } from '../../../adapters/postgres/embedded/embedded.ts'
import { serveHttp } from '../../../compose/http.ts'
import type { ComposedServer } from '../../../compose/server.ts'
import {
  ALICE,
  begin,
  changeOf,
  openRig,
  type Rig,
  TARGET,
  until,
  untilHolding,
  untilStatus,
} from '../../../runtime/rig.testing.ts'
import { testRunbook } from '../../../runtime/runbook.testing.ts'
import { releaseTarget } from '../../../runtime/traffic/release-target.ts'
import { askServer, problemOf, type Sent } from '../../server.testing.ts'

/** The two curl lines of the runbook, against a real rollout behind a real gateway. */
describe('the kill switch', { timeout: 200_000 }, () => {
  let dir = ''
  let database: Embedded
  let rig: Rig
  let server: ComposedServer
  let http: Awaited<ReturnType<typeof serveHttp>>
  let token = ''
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-kill-'))
    database = await startEmbedded({ dir })
    rig = await openRig(database.url)
    server = await rig.start()
    http = await serveHttp(server, { dataDir: rig.dataDir, port: 0, log: pino({ level: 'silent' }) })
    token = readFileSync(join(rig.dataDir, 'token'), 'utf8').trim()
  })
  after(async () => {
    await http?.close()
    await rig?.close()
    await database?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  const pull = (body: object, more: Sent = {}) =>
    askServer(http.url, '/ops/canary/abort', { method: 'POST', token, ...more, body: JSON.stringify(body) })
  const reason = { reason: 'High error rate detected', confirmed: true }
  const held = async () => (await rig.gateway.admin.status()).targets[TARGET]?.held.desired
  const holding = async () => {
    const id = await begin(server.runtime, testRunbook({ holdMs: 300_000 }))
    await untilHolding(server.store, id)
    return id
  }
  const release = () => releaseTarget(server.runtime, { target: TARGET, actor: ALICE, because: 'fixed' })
  const latched = { mode: 'closed', latched: true }
  let first = ''

  test('does nothing that was not confirmed, that nobody may, or that means nothing', async () => {
    first = await holding()
    const operator = await askServer(http.url, '/v1/tokens', {
      method: 'POST',
      token,
      body: { name: 'olga', roles: ['operator'] },
    })
    for (const [body, more, problem] of [
      [{ reason: 'x' }, {}, 'not-confirmed'],
      [{ reason: 'x', confirmed: false }, {}, 'not-confirmed'],
      [{ confirmed: true }, {}, 'invalid-body'],
      [{ ...reason, force: true }, {}, 'invalid-body'],
      [reason, { token: String(operator.body.secret) }, 'not-allowed'],
      [{ ...reason, version: 'v9' }, {}, 'no-rollout'],
      [{ ...reason, change: 'CHG-2001-0001' }, {}, 'no-rollout'],
    ] as const)
      assert.equal(problemOf(await pull(body, more)), problem, JSON.stringify(body))
    const { body } = await pull({ ...reason, version: 'v9' })
    assert.match(
      String(body.detail),
      new RegExp(`There is no rollout of v9; open are ${first} \\(v2 in staging\\)`),
    )
    const unreadable = await askServer(http.url, '/ops/canary/abort', {
      method: 'POST',
      token,
      body: '{"reason": ',
    })
    assert.equal(problemOf(unreadable), 'malformed-json')
    assert.equal((await changeOf(server.store, first)).status, 'running')
    assert.equal((await held())?.split.mode, 'open')
  })

  test('shows the evidence of the rollout that it would kill', async () => {
    const { status, body } = await askServer(http.url, '/ops/canary/metrics?version=v2', { token })
    assert.deepEqual([status, body.id, body.status], [200, first, 'running'])
    assert.ok(JSON.stringify(body.rollouts).includes('success-ratio'))
    assert.equal(
      problemOf(await askServer(http.url, '/ops/canary/metrics?version=v9', { token })),
      'no-rollout',
    )
  })

  test('closes and latches the only open rollout, and says by whom; pulled again, it changes nothing', async () => {
    const keyed = { headers: { 'idempotency-key': 'three-in-the-morning' } }
    const { status, body } = await pull({ ...reason, operator: '@jermaineMerritt' }, keyed)
    assert.deepEqual(
      [status, body.change, body.already, body.answer],
      [200, first, false, 'accepted'],
      JSON.stringify(body),
    )
    assert.deepEqual(body.targets, [{ target: TARGET, already: false, latched: true, settled: true }])
    assert.deepEqual((await held())?.split, latched)
    await untilStatus(server.store, first, 'rolled-back')
    const entries = await server.store.journal.read('access', 0, 1_000)
    const [entry, ...others] = entries.filter(({ type }) => type === 'kill-switch')
    assert.deepEqual(entry?.actor, { kind: 'person', name: 'admin' })
    assert.deepEqual(entry?.data, {
      change: first,
      version: null,
      targets: [TARGET],
      because: reason.reason,
      operator: '@jermaineMerritt',
    })
    const story = JSON.stringify(await server.store.questions.journal(first, 0, 1_000))
    assert.match(story, /High error rate detected \(operator @jermaineMerritt\)/)
    for (const more of [keyed, {}]) {
      const again = await pull(
        { ...reason, ...(more === keyed ? { operator: '@jermaineMerritt' } : {}) },
        more,
      )
      assert.deepEqual(
        [again.status, again.body.change, again.body.already],
        [200, first, true],
        JSON.stringify(again.body),
      )
    }
    assert.equal(others.length, 0)
  })

  test('pulled again under its key never kills the next rollout; and does not wait for a change that is stuck', async () => {
    await release()
    const next = await holding()
    const keyed = { headers: { 'idempotency-key': 'three-in-the-morning' } }
    const before = (await pull(reason, keyed)).body
    assert.deepEqual([before.change, before.already], [first, true])
    assert.match(String(before.next), /staging\/wix has been released since/)
    assert.equal(problemOf(await pull({ ...reason, version: 'v2' }, keyed)), 'key-reused')
    assert.equal((await held())?.split.mode, 'open')
    const stuck = new pg.Client(rig.databaseUrl)
    await stuck.connect()
    try {
      await stuck.query('BEGIN')
      await stuck.query('SELECT * FROM cutwater.wake WHERE change_id = $1 FOR UPDATE', [next])
      // As curl sends it when nobody says what it is.
      const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
      const { status, body } = await pull({ version: 'v2', reason: 'High error rate', confirmed: true }, form)
      assert.deepEqual([status, body.change, body.answer], [200, next, 'pending'], JSON.stringify(body))
      assert.deepEqual(body.targets, [{ target: TARGET, already: false, latched: true, settled: true }])
      assert.deepEqual((await held())?.split, latched)
      await stuck.query('ROLLBACK')
    } finally {
      await stuck.end()
    }
    await untilStatus(server.store, next, 'rolled-back')
    await until(async () => (await held())?.split.mode === 'closed')
    assert.equal(rig.traffic.state.failed, 0)
  })

  test('a target is killed with its change, whatever else the key was used for', async () => {
    await release()
    const next = await holding()
    const post = (path: string, body: object) =>
      askServer(http.url, path, {
        method: 'POST',
        token,
        headers: { 'idempotency-key': 'one-key-for-all' },
        body,
      })
    const paused = await post(`/v1/changes/${next}/commands`, { command: 'pause', because: 'look' })
    assert.equal(paused.body.answer, 'accepted')
    for (const already of [false, true]) {
      const { body } = await post(`/v1/targets/${TARGET}/kill`, { because: `it burns: ${already}` })
      assert.deepEqual([body.change, body.answer, body.already], [next, 'accepted', already])
    }
    await untilStatus(server.store, next, 'rolled-back')
  })

  test('with nothing to kill says so', async () => {
    await release()
    const none = await pull(reason)
    assert.deepEqual([none.status, problemOf(none), none.body.rollouts], [409, 'no-rollout', []])
  })
})
