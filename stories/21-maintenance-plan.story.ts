/**
 * Maintenance by a plan: read-only with its banner, the work, normal again, under writes, before a real gateway. What a
 * change has set is put back however it ends, and what a person has set is left alone.
 */
import assert from 'node:assert/strict'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gatewayUnderTest } from '../src/adapters/gateway/gateway.testing.ts'
import { smallHouse } from './props/small-house.testing.ts'
import { until } from './props/stage.testing.ts'
import { openLedger, startWriters } from './props/writers.testing.ts'

const TARGET = 'staging/wix'
const BANNER = 'The database moves.'
/** At pace 10 the drain may last three seconds. */
const PLAN = `plan: maintenance
title: Move the database
environment: staging
steps:
  - mode: { banner: '${BANNER}', targets: [wix] }
  - mode: { traffic: read-only, drain: 30s }
  - action: move
    unknown: repeat
    undo: { action: move-back }
  - mode: { traffic: normal }
`

test('maintenance by a plan', { timeout: 300_000 }, async (t) => {
  let takesMs = 100
  const ledger = await openLedger(() => takesMs)
  const side = `http://127.0.0.1:${ledger.port}`
  const gateway = await gatewayUnderTest({
    config: { routes: [{ target: TARGET, listen: '127.0.0.1:0', sides: { blue: side, green: side } }] },
  })
  const house = smallHouse(bindingOf(gateway.socket, side))
  const writers = startWriters('gateway', 50, gateway.url)
  t.after(async () => {
    await writers.stop()
    await house.remove()
    await Promise.all([gateway.close(), ledger.close()])
  })
  writeFileSync(join(house.dir, 'plan.yaml'), PLAN)
  await house.start()

  const says = async (...args: readonly string[]) => {
    const ran = await house.cutwater(...args)
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.err}${ran.out}`)
    return ran.out
  }
  const begin = async () => {
    rmSync(join(house.dir, 'go'), { force: true })
    const out = await says('run', 'plan.yaml', '--pace', '10', '--detach', '--json')
    return (JSON.parse(out) as { id: string }).id
  }
  const show = async (id: string) => JSON.parse(await says('show', id, '--json')) as Shown
  const stands = async (id: string, status: string) => {
    await until(`${id} is ${status}`, async () => {
      const now = (await show(id)).status
      assert.ok(now === status || !ENDED.includes(now), `${id} is ${now}, not ${status}`)
      return now === status
    })
  }
  const working = (id: string) =>
    until('the work is under way', async () =>
      (await show(id)).steps.some(({ id, status }) => id === 'action-move' && status === 'running'),
    )
  const finish = () => writeFileSync(join(house.dir, 'go'), '')
  const mode = async () => {
    const [target] = JSON.parse(await says('traffic', TARGET, '--json')) as readonly Traffic[]
    return target?.traffic ?? assert.fail(`there is no ${TARGET}`)
  }
  const write = () =>
    fetch(`${gateway.url()}/orders`, {
      method: 'POST',
      body: 'one',
      headers: { 'x-write': 'single', accept: 'text/plain' },
    })
  const types = async (id: string) =>
    (await says('journal', 'show', `change/${id}`, '--json'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type)

  await t.test('simulate prints it', async () => {
    const said = await says('simulate', 'plan.yaml', '--pace', '10')
    assert.match(said, /Switch to read-only: wix read-only/)
    assert.match(said, /Switch to normal: wix normal/)
  })

  await t.test(
    'no write comes to the service while the work is done, and all is normal afterwards',
    async () => {
      const id = await begin()
      await working(id)
      const from = performance.now()
      const refused = await write()
      assert.equal(refused.status, 503)
      assert.match(await refused.text(), new RegExp(BANNER))
      assert.equal((await fetch(gateway.url())).status, 200)
      const { mode: traffic, banner, set } = await mode()
      assert.deepEqual(
        [traffic, banner, set?.by, set?.because],
        ['read-only', BANNER, id, 'Switch to read-only'],
      )
      await sleep(1_000)
      const late = [...ledger.arrivedAt.values()].filter((at) => at > from)
      assert.deepEqual(late, [], 'writes came after the drain')
      finish()
      await stands(id, 'succeeded')
      assert.equal((await mode()).mode, 'normal')
      assert.equal((await write()).status, 200)
      assert.ok(!(await types(id)).includes('mode-put-back'))
    },
  )

  await t.test('an abort in between undoes the work, then takes writes again', async () => {
    const id = await begin()
    await working(id)
    await says('abort', id, '--because', 'it takes too long')
    await stands(id, 'rolled-back')
    assert.equal((await mode()).mode, 'normal')
    assert.equal((await write()).status, 200)
    const told = (await types(id)).filter((type) => type === 'undo-started' || type === 'mode-undoing')
    assert.deepEqual(told, ['undo-started', 'mode-undoing'])
  })

  await t.test('a server that is killed changes nothing, and goes on when it is back', async () => {
    const id = await begin()
    await working(id)
    await house.kill()
    assert.equal((await write()).status, 503)
    await house.start()
    assert.equal((await mode()).mode, 'read-only')
    finish()
    await stands(id, 'succeeded')
    assert.equal((await mode()).mode, 'normal')
  })

  await t.test('what a person sets meanwhile is left alone', async () => {
    const id = await begin()
    await working(id)
    await says('maintenance', 'enable', TARGET, '--message', 'By hand.', '--because', 'worse than we thought')
    await says('abort', id, '--because', 'a person takes over')
    await stands(id, 'rolled-back')
    assert.deepEqual([(await mode()).mode, (await mode()).banner], ['maintenance', 'By hand.'])
    assert.ok((await types(id)).includes('mode-left'))
    await says('maintenance', 'disable', TARGET, '--because', 'the fact is shown')
  })

  await t.test(
    'a drain that does not end fails with how many writes are left, and nothing is moved',
    async () => {
      takesMs = 20_000
      await sleep(500)
      const id = await begin()
      await stands(id, 'rolled-back')
      const step = (await show(id)).steps.find(({ status }) => status === 'failed')
      assert.match(step?.reason ?? '', /^\d+ writes were still under way on wix after 3s$/)
      assert.equal((await mode()).mode, 'normal')
      assert.ok(!(await types(id)).includes('step-started'))
      assert.equal(existsSync(join(house.dir, 'moved')), false)
    },
  )
})

type Shown = {
  readonly status: string
  readonly steps: readonly { readonly id: string; readonly status: string; readonly reason: string | null }[]
}
type Traffic = {
  readonly traffic: {
    readonly mode: string
    readonly banner: string | null
    readonly set: { readonly by: string; readonly because: string | null } | null
  }
}
const ENDED = ['succeeded', 'rolled-back', 'failed', 'cancelled']

const bindingOf = (gatewaySocket: string, side: string) => `environments:
  staging:
    allowPace: true
    targets:
      wix:
        traffic: { gateway: ${gatewaySocket} }
        sides: { blue: '${side}', green: '${side}' }
    actions:
      move: { command: [sh, -c, 'until test -e go; do sleep 0.05; done; touch moved'], timeLimit: 5m, grace: 100ms }
      move-back: { command: [rm, -f, moved], timeLimit: 10s }
`
