import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { readServerFile } from '../connection/data-directory.ts'
import { cutwaterIn } from '../cutwater.testing.ts'
import { NEWS } from './ask-patiently.ts'

const PLAN = `plan: waits
title: Waits
environment: staging
window: { start: "2099-01-01T00:00:00Z", duration: 1h }
steps:
  - { action: say, undo: { none: true, because: nothing was done } }
`
const dir = mkdtempSync(join(tmpdir(), 'cutwater-follow-'))
const { cutwater, serve, start, endAll, data } = cutwaterIn(dir)
let id: string

/** Leads to the server, but for every second connection, which leads to a machine that is gone. */
const half = createServer((client) => {
  taken += 1
  if (taken % 2 === 0) {
    client.destroy()
    return
  }
  const server = connect(Number(new URL(url).port), '127.0.0.1')
  client.pipe(server).pipe(client)
  for (const socket of [client, server])
    socket.on('error', () => {
      client.destroy()
      server.destroy()
    })
  // A balancer ends what says nothing for a while; the watch waits for news for longer.
  setTimeout(() => client.destroy(), SILENT_MS)
})
const SILENT_MS = 300
let taken = 0
let url: string

before(async () => {
  writeFileSync(
    join(dir, 'cutwater.yaml'),
    'environments: { staging: { actions: { say: { command: [node, -e, "1"], timeLimit: 20s } } } }\n',
  )
  writeFileSync(join(dir, 'plan.yaml'), PLAN)
  await serve()
  url = readServerFile(data)?.url ?? ''
  id = JSON.parse((await cutwater('run', 'plan.yaml', '--detach', '--json')).out).id
  half.listen(0, '127.0.0.1')
  await once(half, 'listening')
})
after(async () => {
  half.close()
  await endAll()
  rmSync(dir, { recursive: true, force: true })
})

test('one server of several that is gone, and a balancer that ends what is silent, are no news of a watch', async () => {
  const { port } = half.address() as AddressInfo
  const watch = start('watch', id, '--server', `http://127.0.0.1:${port}`)
  const exited = once(watch, 'exit')
  let told = ''
  for (const stream of [watch.stdout, watch.stderr])
    stream?.on('data', (chunk) => {
      told += chunk
    })
  const until = performance.now() + 60_000
  while (taken < 12) {
    assert.ok(performance.now() < until, `${taken} connections: ${told}`)
    await sleep(50)
  }
  await cutwater('abort', id, '--because', 'enough')
  assert.deepEqual(await exited, [1, null], told)
  assert.match(told, /cancelled by admin: enough/)
  for (const words of [...Object.values(NEWS), 'cutwater:']) assert.ok(!told.includes(words), told)
})
