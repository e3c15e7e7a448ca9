import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Embedded, startEmbedded } from '../../adapters/postgres/embedded/embedded.ts'
import { openStore } from '../../adapters/postgres/open.ts'
import { wordsOf } from '../../core/change/state/cause-words.ts'
import type { Probe } from '../../core/probe/probe.ts'
import type { Store } from '../../ports/store/store.ts'
import { viewProbes } from '../../read/progress/probes-view.ts'
import { begin, changeOf, openRig, type Rig, until, untilStatus } from '../rig.testing.ts'
import { testRunbook } from '../runbook.testing.ts'

const of = (kind: Probe['kind'], path: string): Probe => ({
  ...{ kind, path, delayMs: 0, everyMs: 100, timeLimitMs: 300, failures: 3, successes: 1 },
})
const probes = [
  { ...of('startup', '/startup'), failures: 20 },
  of('live', '/live'),
  { ...of('ready', '/ready'), failures: 2, successes: 2 },
  of('critical', '/db'),
  of('shown', '/cache'),
]

/** A new version on its side, with what ails it. */
class Side {
  readonly ails = new Set<string>()
  readonly #server: Server
  port = 0
  constructor() {
    this.#server = createServer(({ url = '' }, response) => {
      response.writeHead(this.ails.has(url) ? 503 : 200).end()
    })
  }
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve))
    this.port = (this.#server.address() as AddressInfo).port
  }
  async die(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

describe('sides that are asked', { timeout: 60_000 }, () => {
  const side = new Side()
  let dir = ''
  let database: Embedded
  let rig: Rig
  let store: Store
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-probes-'))
    database = await startEmbedded({ dir })
    await side.listen()
    rig = await openRig(database.url, { green: `http://127.0.0.1:${side.port}` })
    store = await openStore({ url: rig.databaseUrl })
  })
  after(async () => {
    await store?.close()
    await rig?.close()
    await database?.stop()
    await side.die().catch(() => undefined)
    await rm(dir, { recursive: true, force: true })
  })

  const runbook = { ...testRunbook({ holdMs: 1_200 }), probes }
  const told = async (id: string) => viewProbes(await changeOf(store, id))[0]
  const wordOf = async (id: string, name: string) =>
    (await told(id))?.probes.find(({ probe }) => probe === name)?.now ?? null
  const entered = async (id: string) =>
    (await store.questions.journal(id, 0, 1_000)).filter(({ type }) => type === 'stage-entered').length
  const deployed = async () => (await store.probes.asked()).length > 0

  it('a slow start is waited for; what is not ready holds, also over a restart; what dies or is critical rolls back', async () => {
    const server = await rig.start()
    const { runtime } = server

    // It does not listen yet when its deploy is through.
    await side.die()
    const dying = await begin(runtime, runbook)
    await until(deployed)
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.equal(await entered(dying), 0)
    await side.listen()
    await until(async () => (await entered(dying)) > 0)
    await side.die()
    const died = await untilStatus(store, dying, 'rolled-back')
    assert.ok(died.status === 'rolled-back')
    assert.match(
      wordsOf(died.back.cause),
      /^(live|\/db).* of wix \(green\) is not well 3 times in a row.*Unreachable/,
    )
    assert.deepEqual(await store.probes.asked(), [], 'nobody is asked any more')

    // Ready is kept over a restart, and asked on by the next server.
    await side.listen()
    const sick = await begin(runtime, runbook)
    await until(async () => (await entered(sick)) > 0)
    side.ails.add('/ready')
    await until(async () => (await wordOf(sick, 'ready')) === 'failing')
    await server.stop()
    const again = await rig.start()
    const stages = await entered(sick)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    assert.equal(await entered(sick), stages, 'its hold is long over')
    assert.match((await told(sick))?.sentence ?? '', /ready \(\/ready\) is not well .* takes no new weight/)
    side.ails.clear()
    await until(async () => (await entered(sick)) > stages)

    side.ails.add('/db')
    const critical = await untilStatus(store, sick, 'rolled-back')
    assert.ok(critical.status === 'rolled-back')
    assert.equal(critical.back.cause.cause === 'probe' && critical.back.cause.probe, '/db')
    await again.stop()
  })

  it('a rollout that deploys nothing asks first where it leads to, and fails where that does not start', async () => {
    const { runtime, stop } = await rig.start()
    const led = {
      ...runbook,
      steps: runbook.steps.filter(({ kind }) => kind === 'rollout').map((step) => ({ ...step, after: [] })),
    }
    side.ails.clear()
    side.ails.add('/startup')
    const slow = await begin(runtime, led)
    await until(deployed)
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.equal(await entered(slow), 0)
    side.ails.clear()
    await until(async () => (await entered(slow)) > 0)
    assert.equal(await wordOf(slow, 'ready'), 'well')
    side.ails.add('/live')
    const sick = await untilStatus(store, slow, 'rolled-back')
    assert.ok(sick.status === 'rolled-back' && sick.back.cause.cause === 'probe')

    side.ails.add('/startup')
    const never = await begin(runtime, led)
    const failed = await untilStatus(store, never, 'rolled-back')
    assert.ok(failed.status === 'rolled-back')
    assert.match(
      wordsOf(failed.back.cause),
      /^step \S+ failed: startup \(\/startup\) of wix \(green\) is not well 20 times in a row.*503/,
    )
    assert.equal(await entered(never), 0)
    await stop()
  })
})
