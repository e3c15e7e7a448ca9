import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { type CloudEventV1, HTTP } from 'cloudevents'
import { collector, type Received } from '../adapters/otel/collector.testing.ts'
import { type Embedded, startEmbedded } from '../adapters/postgres/embedded/embedded.ts'
import { openStore } from '../adapters/postgres/open.ts'
import { parseCdEvent } from '../adapters/webhook/cdevents/cd-event-schema.testing.ts'
import { openAnchor } from '../compose/anchor.ts'
import { changeStuck } from '../core/journal/system-events.ts'
import { verifyJournal } from '../core/journal/verify.ts'
import type { CdEvent, CloudEvent } from '../core/notice/cloud-event.ts'
import { CLOSED, LATCHED } from '../core/traffic/desired.ts'
import type { EffectRow } from '../ports/store/effects.ts'
import type { Store } from '../ports/store/store.ts'
import { restoreFlags } from './effects/restore-flags.ts'
import { setFlags } from './effects/set-flags.ts'
import { setFlag } from './flags/set-flag.ts'
import {
  ALICE,
  ask,
  begin,
  beginIn,
  changeOf,
  kill,
  openRig,
  type Rig,
  TARGET,
  TOKEN,
  until,
  untilHolding,
  untilStatus,
} from './rig.testing.ts'
import { testRunbook } from './runbook.testing.ts'
import { decideConflict } from './traffic/decide-conflict.ts'
import { killTarget } from './traffic/kill-target.ts'
import { releaseTarget } from './traffic/release-target.ts'

describe('the runtime', { timeout: 420_000 }, () => {
  let dir = ''
  let database: Embedded
  let rig: Rig
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-runtime-pg-'))
    database = await startEmbedded({ dir })
  })
  after(async () => {
    await database?.stop()
    await rm(dir, { recursive: true, force: true })
  })
  beforeEach(async () => {
    rig = await openRig(database.url)
  })
  afterEach(() => rig?.close())

  const desired = async (store: Store) => (await store.targets.get(TARGET))?.desired
  const begun = (name: string) => rig.done().filter((line) => line.startsWith(`begun ${name} `))
  const held = async () => (await rig.gateway.admin.status()).targets[TARGET]?.held.desired

  it('carries a change from request to success, and no request fails because of it', async () => {
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook())
    const change = await untilStatus(store, id, 'succeeded', 60_000)
    assert.ok('run' in change)
    assert.deepEqual(
      Object.values(change.run.accept).map(({ status }) => status),
      ['passed', 'passed'],
    )
    assert.equal((await desired(store))?.stable, 'green')
    assert.equal((await held())?.stable, 'green')
    assert.equal(begun('deploy').length, 1)
    assert.match(begun('deploy')[0]!, /CHG-\d+-0001\/deploy-wix\/do\/1@\w+ green v2/)
    const [flag] = await store.flags.list('staging')
    assert.deepEqual([flag?.flag, flag?.value, flag?.lock?.by], ['GlassFXEnabled', true, id])
    const told = rig.outside.received.find(({ path }) => path === '/flags/GlassFXEnabled')
    assert.deepEqual(told?.body, { value: true })
    const deployed = await untilTold(rig, '/everything', 'dev.cdevents.service.deployed.0.3.0')
    assert.deepEqual(
      [deployed.subject, deployed.data.subject.id, deployed.data.subject.content],
      ['wix', 'wix', { environment: { id: 'staging' }, artifactId: 'pkg:generic/wix@v2' }],
    )
    assert.match(deployed.data.subject.source, /^cutwater\//)
    assert.equal(deployed.data.customData.event, 'deploy:complete')
    const types = eventsTold(rig, '/everything').map(({ type }) => type)
    assert.ok(types.includes('dev.cdeventsx.cutwater-change.requested.0.1.0'))
    assert.ok(!types.some((type) => type.startsWith('dev.cdevents.change.')), 'no source code changes')
    assert.ok(rig.traffic.state.sent > 100)
    assert.equal(rig.traffic.state.failed, 0)

    await until(async () => (await store.journal.moved()).length === 0)
    const anchor = await openAnchor(rig.dataDir)
    await until(
      async () =>
        (await openAnchor(rig.dataDir)).sink.length === (await store.journal.checkpoints(0, 100)).length,
    )
    assert.ok(anchor.sink.length >= 1)
    const entries = (
      await Promise.all(
        (await store.journal.streams()).map(({ stream }) => store.journal.read(stream, 0, 1_000)),
      )
    ).flat()
    const { sink, signers } = await openAnchor(rig.dataDir)
    const table = await store.journal.checkpoints(0, 100)
    assert.deepEqual(verifyJournal({ entries, table, sink, signers }), [])
    assert.match(rig.logged(), /maintenance:window:start/)
    assert.ok(!rig.logged().includes(TOKEN), 'a secret is in the log')
    assert.ok(!JSON.stringify(entries).includes(TOKEN), 'a secret is in the journal')
  })

  it('signs and exports what was written last when it is asked to stop', async () => {
    const server = await rig.start()
    const write = async (because: string) => {
      const data = { change: 'CHG-2026-0001', errors: 5, because }
      return server.store.journal.append('system', [
        changeStuck.happened(server.runtime.clock.now(), ALICE, data),
      ])
    }
    await write('before')
    server.runtime.bells.checkpoints.ring()
    await until(async () => (await openAnchor(rig.dataDir)).sink.length > 0)
    const [last] = await write('last')
    await server.stop()
    const { sink } = await openAnchor(rig.dataDir)
    assert.deepEqual(
      sink.at(-1)?.heads.find(({ stream }) => stream === 'system'),
      { stream: 'system', seq: last?.seq, hash: last?.hash },
    )
  })

  it('closes the target and undoes the deploy when a guard trips, and tells it as one trace', async (t) => {
    const traced = await collector()
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = traced.url
    t.after(() => {
      delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT
      return traced.close()
    })
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook({ holdMs: 30_000 }))
    await untilHolding(store, id)
    rig.traffic.state.path = '/reset/green'
    const change = await untilStatus(store, id, 'rolled-back')
    assert.ok(
      'back' in change && change.back.cause.cause === 'guard',
      JSON.stringify('back' in change && change.back.cause),
    )
    assert.equal((await held())?.split.mode, 'closed')
    assert.equal((await desired(store))?.stable, 'blue')
    assert.equal(begun('undeploy').length, 1)
    assert.equal(rig.traffic.state.failed, 0)
    const back = await untilTold(rig, '/everything', 'dev.cdevents.service.rolledback.0.3.0')
    assert.deepEqual(
      [back.subject, back.data.subject.content],
      ['wix', { environment: { id: 'staging' }, artifactId: 'pkg:generic/wix' }],
    )
    assert.equal(back.data.customData.data.rolledBackFrom, 'v2')
    for (const channel of ['/pager', '/everything'] as const) {
      const resolved = await untilTold(rig, channel, 'dev.cdevents.incident.resolved.0.3.0')
      assert.equal(resolved.subject, `${id}/canary:rollback`)
      assert.match(resolved.data.customData.text, /RESOLVED canary:rollback: ROLLED BACK$/)
    }
    const detected = await untilTold(rig, '/pager', 'dev.cdevents.incident.detected.0.3.0')
    assert.equal(detected.subject, `${id}/canary:rollback`)
    await until(() => traced.spans.some(({ name }) => name === 'change'))
    saysOneTrace(traced.spans, rig)
  })

  function saysOneTrace(spans: readonly Received[], { done, logged }: Rig): void {
    const [root, ...others] = spans.filter(({ parentSpanId }) => parentSpanId === '')
    assert.ok(root !== undefined && others.length === 0)
    assert.deepEqual([root.name, root.code], ['change', 2])
    const ids = new Map(spans.map(({ spanId, name }) => [spanId, name]))
    const inOf = (name: string) => {
      const span = spans.find((one) => one.name === name) ?? assert.fail(`${name}: ${[...ids.values()]}`)
      return ids.get(span.parentSpanId)
    }
    assert.ok(spans.every(({ traceId }) => traceId === root.traceId))
    assert.equal(inOf('step deploy-wix'), 'change')
    assert.equal(inOf('attempt 1 of deploy-wix'), 'step deploy-wix')
    assert.equal(inOf('turn'), 'change')
    assert.equal(inOf('rollback'), 'change')
    assert.equal(inOf('close traffic'), 'rollback')
    assert.equal(inOf('undo deploy-wix'), 'rollback')
    const stage = spans.find(({ name }) => / at \d+ %$/.test(name)) ?? assert.fail('no stage')
    assert.match(stage.message, /guard .* tripped on wix/)
    assert.ok(stage.events.some(({ name }) => name === 'canary:hold'))
    const [, name, parent = ''] = (done().find((line) => line.startsWith('traced deploy')) ?? '').split(' ')
    const [, traceId = '', spanId = '', sampled] = parent.split('-')
    assert.deepEqual(
      [name, traceId, ids.get(spanId), sampled],
      ['deploy', root.traceId, 'attempt 1 of deploy-wix', '01'],
    )
    assert.match(logged(), new RegExp(`"trace_id":"${root.traceId}"`))
  }

  it('gives a flag back its definition, and tells the flag service the value that stands for it', async () => {
    const { runtime, store } = await rig.start()
    const place = { environment: 'staging', target: 'wix', flag: 'GlassFXEnabled' }
    const variants = { on: true, off: false }
    const definition = {
      state: 'ENABLED',
      variants,
      defaultVariant: 'off',
      targeting: { fractional: [['on']] },
    } as const
    const by = { actor: { kind: 'person', name: 'alice' }, because: 'a test' } as const
    assert.ok((await setFlag(runtime, { ...place, ...by, value: definition, lock: false })).set)
    const row = {
      environment: 'staging',
      change: 'CHG-2026-0042',
      ref: { item: 'flags', direction: 'do' },
    } as EffectRow
    const [targets, signal] = [['wix'], AbortSignal.timeout(20_000)]
    await setFlags(
      runtime,
      row,
      { act: 'set-flags', targets, set: { GlassFXEnabled: true }, lock: true },
      signal,
    )
    assert.equal((await store.flags.list('staging'))[0]?.value, true)
    const restored = await restoreFlags(
      runtime,
      row,
      { act: 'restore-flags', targets, flags: ['GlassFXEnabled'] },
      signal,
    )
    assert.equal(restored.outcome === 'done' && restored.evidence, 'GlassFXEnabled=by its definition on wix')
    const [flag] = await store.flags.list('staging')
    assert.deepEqual([flag?.definition, flag?.lock], [definition, null])
    const told = rig.outside.received
      .filter(({ path }) => path === '/flags/GlassFXEnabled')
      .map(({ body }) => body)
    assert.deepEqual(told, [{ value: false }, { value: true }, { value: false }])
  })

  it('kills the whole process group of a running deploy when the change is aborted', async () => {
    rig.mode('deploy', 'hang')
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook())
    await until(() => rig.done().some((line) => line.startsWith('helper deploy')))
    const pids = rig.done().map((line) => Number(line.split(' ').at(-1)))
    const asked = await ask(runtime, id, { command: 'abort', because: 'a test' })
    assert.ok(asked.asked === 'answered' && asked.answer.accepted)
    await untilStatus(store, id, 'rolled-back')
    for (const pid of pids) assert.ok(!isAlive(pid), `${pid} still runs`)
    assert.equal(begun('undeploy').length, 1)
  })

  it('holds while paused and goes on when resumed', async () => {
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook())
    await untilHolding(store, id)
    const paused = await ask(runtime, id, { command: 'pause', because: 'a test' })
    assert.ok(paused.asked === 'answered' && paused.answer.accepted)
    const before = await desired(store)
    const seconds = Date.now() + 3_000
    await until(() => Date.now() > seconds)
    assert.deepEqual(await desired(store), before)
    const { revision } = await changeOf(store, id)
    const stale = await ask(runtime, id, { command: 'resume', revision: revision - 1 })
    assert.ok(
      stale.asked === 'answered' && !stale.answer.accepted && stale.answer.refused === 'wrong-revision',
    )
    await ask(runtime, id, { command: 'resume', revision })
    await untilStatus(store, id, 'succeeded', 60_000)
  })

  it('closes and latches a target at once, rolls its change back, and opens nothing until it is released', async () => {
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook({ holdMs: 20_000 }))
    await untilHolding(store, id)
    const killed = await killTarget(runtime, {
      target: TARGET,
      actor: ALICE,
      because: 'a test',
      dedup: 'kill-1',
    })
    assert.ok(killed.killed && killed.owner?.id === id)
    await until(async () => {
      const split = (await held())?.split
      return split?.mode === 'closed' && split.latched
    }, 5_000)
    await untilStatus(store, id, 'rolled-back')
    const again = await killTarget(runtime, {
      target: TARGET,
      actor: ALICE,
      because: 'again',
      dedup: 'kill-2',
    })
    assert.deepEqual(again, { killed: true, already: true, open: [], owner: null })
    assert.deepEqual(await releaseTarget(runtime, { target: TARGET, actor: ALICE, because: 'looked' }), {
      released: true,
      already: false,
    })
    await until(async () => {
      const split = (await held())?.split
      return split?.mode === 'closed' && !split.latched
    })
    assert.deepEqual(
      await killTarget(runtime, { target: 'staging/none', actor: ALICE, because: 'x', dedup: 'k' }),
      {
        killed: false,
        because: 'unknown-target',
      },
    )
  })

  it('takes over a latch that was set directly at the proxy', async () => {
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook({ holdMs: 20_000 }))
    await untilHolding(store, id)
    await rig.gateway.admin.latch(TARGET)
    await untilStatus(store, id, 'rolled-back')
    assert.deepEqual((await desired(store))?.split, { mode: 'closed', latched: true })
    await until(async () => JSON.stringify(await held()) === JSON.stringify(await desired(store)))
  })

  it('goes on rolling back until a proxy that was down has closed', async () => {
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook({ holdMs: 20_000 }))
    await untilHolding(store, id)
    rig.traffic.state.expectFailures = true
    await rig.gateway.stop('SIGKILL')
    await ask(runtime, id, { command: 'abort', because: 'a test' })
    const seconds = Date.now() + 2_000
    await until(() => Date.now() > seconds)
    assert.equal((await changeOf(store, id)).status, 'rolling-back')
    assert.equal(begun('undeploy').length, 0)
    await rig.gateway.start()
    await untilStatus(store, id, 'rolled-back')
    assert.equal((await held())?.split.mode, 'closed')
    assert.equal(begun('undeploy').length, 1)
  })

  it('goes on by itself when the server is killed in the middle of a command and in the middle of a hold', async () => {
    const store = await openStore({ url: rig.databaseUrl })
    try {
      rig.mode('deploy', 'slow')
      let child = await rig.startProcess()
      const id = await beginIn(store, testRunbook())
      await until(() => begun('deploy').length === 1)
      await kill(child)
      child = await rig.startProcess()
      await untilHolding(store, id)
      await kill(child)
      child = await rig.startProcess()
      await untilStatus(store, id, 'succeeded', 60_000)
      assert.equal(begun('deploy').length, 1)
      assert.equal(rig.traffic.state.failed, 0)
      await kill(child)
    } finally {
      await store.close()
    }
  })

  it('says once that the database is away, holds, and goes on when it is back', async () => {
    const { runtime, store } = await rig.start()
    const id = await begin(runtime, testRunbook({ holdMs: 3_000 }))
    await untilHolding(store, id)
    await rig.cutDatabase(true)
    const seconds = Date.now() + 3_000
    await until(() => Date.now() > seconds)
    assert.equal((await held())?.split.mode, 'open')
    await rig.cutDatabase(false)
    await untilStatus(store, id, 'succeeded', 60_000)
    assert.equal(rig.traffic.state.failed, 0)
    assert.equal(rig.logged().split('take-turns fails').length, 2)
    assert.match(rig.logged(), /take-turns works again/)
    assert.ok(!/password|postgres:\/\//.test(rig.logged()), 'the log tells how to reach the database')
  })

  it('refuses a second server in one data directory, and a first one goes on', async () => {
    const { store } = await rig.start()
    await assert.rejects(rig.start(), { name: 'DirectoryInUse' })
    assert.equal((await store.targets.list()).length, 1)
  })

  it('keeps a backup from opening what it does not know', async () => {
    const first = await rig.start()
    const { admin } = rig.gateway
    const split = {
      mode: 'open',
      weight: 5_000,
      cohort: 'CHG-1',
      segments: [],
      headerOverride: false,
    } as const
    await until(async () => (await held())?.generation === 1)
    await admin.write(TARGET, { generation: 50, stable: 'green', split })
    await until(() =>
      rig.outside.received.some(
        ({ path, body }) => path === '/pager' && /restored/.test(JSON.stringify(body)),
      ),
    )
    assert.deepEqual(await held(), {
      generation: 51,
      stable: 'green',
      split: { mode: 'closed', latched: false },
    })
    await killTarget(first.runtime, { target: TARGET, actor: ALICE, because: 'looked', dedup: 'kill-1' })
    await until(async () => JSON.stringify(await held()) === JSON.stringify(await desired(first.store)))
    const killed = await desired(first.store)
    assert.ok((killed?.generation ?? 0) > 51)
    assert.deepEqual([killed?.stable, killed?.split], ['green', LATCHED], 'nobody is moved')
  })

  for (const [how, stable] of [
    ['adopt-proxy', 'green'],
    ['overwrite-proxy', 'blue'],
  ] as const)
    it(`keeps what a proxy has beside a restored database until a person decides: ${how}`, async () => {
      const first = await rig.start()
      await until(async () => (await held())?.generation === 1)
      await rig.gateway.admin.write(TARGET, { generation: 50, stable: 'green', split: CLOSED })
      await until(async () => (await first.store.targets.get(TARGET))?.conflict !== null)
      const order = { target: TARGET, how, actor: ALICE, because: 'looked' } as const
      assert.equal((await held())?.generation, 50)
      const decided = await decideConflict(first.runtime, order)
      assert.ok(decided.decided)
      await until(async () => (await held())?.generation === decided.desired.generation)
      assert.deepEqual([(await held())?.stable, (await held())?.split], [stable, CLOSED])
      assert.deepEqual(await decideConflict(first.runtime, order), {
        decided: false,
        because: 'no-conflict',
      })
    })
})

/** What came to a channel, each a CloudEvent that holds a CDEvent as its schema wants it. */
function eventsTold(rig: Rig, path: string): readonly CloudEvent[] {
  return rig.outside.received
    .filter((one) => one.path === path)
    .map(({ headers, body }) => {
      const event = HTTP.toEvent({
        headers: headers as Record<string, string>,
        body: JSON.stringify(body),
      }) as CloudEventV1<CdEvent>
      assert.ok(event.data !== undefined)
      parseCdEvent(event.data)
      return body as CloudEvent
    })
}

async function untilTold(rig: Rig, path: string, type: string): Promise<CloudEvent> {
  const look = () => eventsTold(rig, path).find((event) => event.type === type)
  await until(() => look() !== undefined)
  return look() ?? assert.fail()
}

function isAlive(pid: number): boolean {
  const status = `/proc/${pid}/status`
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, 'utf8'))
}
