/** What an installed package serves, and what becomes of its server when another is put over it. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { caller } from '../upgrade/caller.testing.ts'
import { loadFixture, newestFixture } from '../upgrade/load-fixture.testing.ts'
import { changeOf } from '../upgrade/meaning.testing.ts'
import type { Installed } from './installed.testing.ts'
import { smallHouse } from './small-house.testing.ts'
import { until } from './stage.testing.ts'

const mainOf = ({ home }: Installed): string => join(home, 'bin', 'cutwater.mjs')

/** What an earlier version left behind, whose running change goes on to its end while its users come and go. */
export async function opensEarlier(installed: Installed): Promise<void> {
  const { house, about, visit, startGateways, remove } = await loadFixture(newestFixture(), mainOf(installed))
  try {
    await startGateways()
    await house.start()
    const admin = caller(house.url, house.token)
    await until('the running change has ended', async () => {
      const served = await Promise.all([visit('shop', 8), visit('search', 8)])
      for (const version of served.flat()) assert.match(version, /^v[123]$/)
      return (await changeOf(admin, about.changes.running?.id ?? '')).status === 'succeeded'
    })
    const verified = await installed.cutwater(['journal', 'verify'], { CUTWATER_DATA: house.dataDir })
    assert.match(verified.out, /: whole$/m)
  } finally {
    await remove()
  }
}

const BINDING = `environments:
  staging:
    actions:
      mark: { command: [touch, '\${CUTWATER_CHANGE}'], timeLimit: 60s }
`
const PLAN = `plan: small
title: A small change
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
steps:
  - action: mark
    undo: { none: true, because: it leaves a mark }
`
/** Nothing of it is loaded before somebody asks for it. */
const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'

/** Changes are opened all the while, each with a command of its own; none of them fails, and the page stays one. */
export async function replacedWhileItServes(installed: Installed): Promise<void> {
  const house = smallHouse(BINDING, mainOf(installed))
  const doctor = async () => (await installed.cutwater(['doctor'], { CUTWATER_DATA: house.dataDir })).out
  try {
    await house.start()
    const admin = caller(house.url, house.token)
    const assets = await assetsOf(house.url())
    assert.doesNotMatch(await doctor(), /was replaced/)

    const put = new AbortController()
    const replacing = installed.replace('99.0.0').finally(() => put.abort())
    const opened: string[] = []
    while (!put.signal.aborted || opened.length === 0) {
      const body = { plan: PLAN, inputs: { environment: 'staging' } }
      const { change } = (await admin.send('POST', '/v1/changes', body)) as { change: { id: string } }
      opened.push(change.id)
      await sleep(50)
    }
    await replacing
    for (const id of opened)
      await until(`${id} is over`, async () => {
        const { status } = await changeOf(admin, id)
        assert.ok(['running', 'succeeded'].includes(status), `${id} is ${status}`)
        return status === 'succeeded'
      })
    assert.deepEqual(await assetsOf(house.url()), assets)
    const headers = { accept: PROTOBUF, authorization: `Bearer ${house.token()}` }
    assert.equal((await fetch(`${house.url()}/metrics`, { headers })).status, 200)

    const says =
      /the package of the server, version 0\.\d+\.\d+, was replaced by 99\.0\.0 while it runs: start it again/
    await until('the log says so', () => says.test(house.log()))
    assert.match(await doctor(), says)
    await house.stop()
    await house.start()
    assert.doesNotMatch(await doctor(), /was replaced/)
    assert.equal((await installed.cutwater(['--version'])).out.trim(), '99.0.0')
    for (const id of opened) assert.equal((await changeOf(admin, id)).status, 'succeeded')
  } finally {
    await house.remove()
  }
}

/** The page, and each file that it names, by its length. */
async function assetsOf(url: string): Promise<readonly string[]> {
  const page = await (await fetch(`${url}/`)).text()
  const paths = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  assert.ok(paths.length > 0)
  const answers = paths.map(async (path) => {
    const answer = await fetch(`${url}${path}`)
    assert.equal(answer.status, 200, path)
    return `${path} ${(await answer.text()).length}`
  })
  return [page, ...(await Promise.all(answers))]
}
