import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ProxyKind, startHaproxy, type WorldHaproxy } from '../../../../demo/world/haproxy.ts'
import type { World } from '../../../../demo/world/world.ts'
import { type Served, startServed } from './served.ts'

/** What users reach a target by. */
export type Front = {
  /** The process that splits the traffic: the gateway, or HAProxy's master. */
  readonly proxy: Served
  /** To reload it, or to start it again after it was killed. Null where the gateway stands. */
  readonly haproxy: WorldHaproxy | null
}

export function startFront(world: World, kind: ProxyKind): Promise<Front> {
  return kind === 'haproxy' ? startHaproxyFront(world) : startGatewayFront(world)
}

async function startGatewayFront({ dir, gatewayConfigFile, adminSocket }: World): Promise<Front> {
  const proxy = await startServed({
    name: 'the gateway',
    args: ['gateway', '--config', gatewayConfigFile, '--demo-faults'],
    logFile: join(dir, 'logs', 'gateway.log'),
    isReady: async () => (await askGateway(adminSocket, 'GET', '/status')) === 200,
  })
  return { proxy, haproxy: null }
}

/** Configured as an administrator would: by what `cutwater haproxy config --prepare` prints for this binding. */
async function startHaproxyFront({ dir, bindingFile, haproxy: wishes }: World): Promise<Front> {
  const { configureHaproxy } = await import('../../../compose/haproxy.ts')
  const { text } = await configureHaproxy(bindingFile, wishes, true)
  const config = join(dir, 'cutwater.cfg')
  writeFileSync(config, text)
  const haproxy = await startHaproxy(dir, config, portIn(wishes.listen))
  const proxy: Served = {
    get pid() {
      return haproxy.pid()
    },
    hasExited: () => !isAlive(haproxy.pid()),
    stop: haproxy.child.stop,
    kill: async () => {
      const pid = haproxy.pid()
      process.kill(pid, 'SIGKILL')
      while (isAlive(pid)) await sleep(10)
    },
  }
  return { proxy, haproxy }
}

/** Of the first address that it listens on. */
const portIn = (listen: World['haproxy']['listen']) => Number(Object.values(listen)[0]?.at.split(':').at(-1))

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Its status code, or null without an answer. */
export function askGateway(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<number | null> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' }
    const asked = request({ socketPath, method, path, headers, timeout: 2_000 }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? null))
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve(null))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
