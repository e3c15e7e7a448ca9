import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLOSED, FULL, LATCHED, type Split } from '../../core/traffic/desired.ts'
import { examineHaproxy } from './examine.ts'
import { haproxyUnderTest, skip, withHaproxy } from './haproxy.testing.ts'
import { latchHaproxy } from './latch.ts'
import { haproxyTraffic } from './traffic.ts'

const EVERYBODY: Split = { mode: 'open', weight: FULL, cohort: 'c', segments: [], headerOverride: true }
const OPEN = { generation: 1, stable: 'blue', split: EVERYBODY } as const

/** Says when each request began, and answers after a while. */
async function slowly(side: string, ms: number) {
  const begun: number[] = []
  const server = createServer(async (_, response) => {
    begun.push(performance.now())
    await sleep(ms)
    response.setHeader('x-side', side).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { begun, url, close: () => server.close().closeAllConnections() }
}

for (const [who, split] of [
  ['kill --direct', LATCHED],
  ['a close by the server', CLOSED],
] as const)
  test(`haproxy: requests that wait for a slow canary go to stable after ${who}`, {
    skip,
    timeout: 60_000,
  }, async () => {
    const [blue, green] = await Promise.all([slowly('blue', 0), slowly('green', 100)])
    const haproxy = await haproxyUnderTest({
      sides: { blue: blue.url, green: green.url },
      edited: (config) =>
        config
          .replace(/^( {4}server green .*)$/m, '$1 maxconn 4')
          .replace(/^( {4}balance .*)$/m, '$1\n    timeout queue 30s'),
    })
    try {
      const traffic = haproxyTraffic({ instances: [haproxy], timeoutMs: 5_000 })
      await traffic.write(haproxy.target, OPEN, AbortSignal.timeout(10_000))
      const asked = Array.from({ length: 60 }, (_, n) => haproxy.send({ subject: `user-${n}` }))
      while (green.begun.length < 8) await sleep(5)
      if (split === LATCHED) await latchHaproxy({ ...haproxy, timeoutMs: 5_000 }, haproxy.target)
      else
        await traffic.write(
          haproxy.target,
          { generation: 2, stable: 'blue', split },
          AbortSignal.timeout(10_000),
        )
      const answered = performance.now()
      const seen = await Promise.all(asked)
      assert.deepEqual(
        seen.filter(({ status }) => status !== 200),
        [],
      )
      assert.ok(blue.begun.length >= 30, `${blue.begun.length} went to stable`)
      assert.deepEqual(
        green.begun.filter((at) => at > answered),
        [],
      )
    } finally {
      await haproxy.close()
      blue.close()
      green.close()
    }
  })

test(
  'haproxy: connections that are held open at another socket of it keep no kill out',
  { skip, timeout: 60_000 },
  withHaproxy(
    async (haproxy) => {
      const traffic = haproxyTraffic({ instances: [haproxy], timeoutMs: 3_000 })
      await traffic.write(haproxy.target, OPEN, AbortSignal.timeout(10_000))
      const idle: Socket[] = []
      for (let n = 0; n < 20; n++) {
        const socket = connect(join(haproxy.directory, 'ops.sock')).on('error', () => {})
        await once(socket, 'connect')
        socket.write('prompt\n')
        idle.push(socket)
      }
      try {
        const { has } = await latchHaproxy({ ...haproxy, timeoutMs: 1_500 }, haproxy.target)
        assert.deepEqual(has.split, LATCHED)
      } finally {
        for (const socket of idle) socket.destroy()
      }
    },
    {
      edited: (config, directory) =>
        config.replace(
          /^global$/m,
          `global\n    stats socket ${join(directory, 'ops.sock')} level admin\n    stats timeout 2m`,
        ),
    },
  ),
)

test(
  'haproxy: doctor names a configuration whose sockets take ten connections',
  { skip, timeout: 60_000 },
  withHaproxy(
    async ({ socket, maps, target, sides }) => {
      const seen = await examineHaproxy({ socket, maps, target, sides, backend: 'wix' }, 3_000)
      const found = seen.find(({ says }) => says.includes('stats maxconn'))
      assert.equal(found?.is, 'bad')
    },
    { edited: (config) => config.replace(/^.*(stats maxconn|STATS_MAXCONN).*$/gm, '') },
  ),
)
