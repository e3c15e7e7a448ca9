import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Agent } from 'undici'
import { type AdminClient, adminClient } from './admin-client.ts'
import type { GatewayConfig } from './config/config.ts'
import { startUpstream } from './start-upstream.testing.ts'

/** The real gateway process before two real upstream processes, in a directory of its own. */
export type GatewayUnderTest = {
  readonly directory: string
  readonly socket: string
  readonly target: string
  readonly admin: AdminClient
  readonly url: () => string
  readonly agent: Agent
  readonly process: () => ChildProcess
  readonly logged: () => string
  start(): Promise<void>
  /** Ends with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  killUpstream(side: 'blue' | 'green'): Promise<void>
  close(): Promise<void>
}

export const TARGET = 'staging/wix'

export async function gatewayUnderTest(
  over: {
    config?: Record<string, unknown>
    args?: readonly string[]
    maintenance?: unknown
    /** What is started instead of the gateway's own module, and reads the same arguments. */
    program?: readonly string[]
  } = {},
): Promise<GatewayUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'cutwater-gateway-'))
  const upstreams = {
    blue: await startUpstream('blue', 'v1'),
    green: await startUpstream('green', 'v2'),
  }
  const socket = join(directory, 'gateway.sock')
  const config = {
    instance: 'gateway-1',
    adminSocket: 'gateway.sock',
    stateFile: 'state.json',
    cookieSecretFile: 'cookie-secret',
    portsFile: 'ports.json',
    trustedProxies: ['127.0.0.1'],
    routes: [
      {
        target: TARGET,
        listen: '127.0.0.1:0',
        sides: {
          blue: `http://127.0.0.1:${upstreams.blue.port}`,
          green: `http://127.0.0.1:${upstreams.green.port}`,
        },
        maintenance: over.maintenance ?? {},
      },
    ],
    ...over.config,
  } satisfies Partial<Record<keyof GatewayConfig, unknown>>
  const file = join(directory, 'gateway.json')
  await writeFile(file, JSON.stringify(config))

  const admin = adminClient({ socket, timeoutMs: 3_000 })
  const agent = new Agent({ connections: 64 })
  let running: ChildProcess | null = null
  let port = 0
  let logged = ''

  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const child = running
    running = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    const [code] = await exited
    return code as number | null
  }

  const start = async () => {
    const child = spawnGateway(['--config', file, ...(over.args ?? [])], over.program)
    running = child
    child.stderr?.on('data', (chunk: Buffer) => {
      logged += chunk.toString()
    })
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`the gateway ended: ${logged}`)
      return logged.includes('the gateway serves')
    })
    const ports = JSON.parse(await readFile(join(directory, 'ports.json'), 'utf8')) as Record<string, number>
    port = ports[TARGET] ?? Object.values(ports)[0] ?? 0
    logged = ''
  }

  const close = async () => {
    await agent.destroy()
    await admin.close()
    await stop('SIGKILL')
    await Promise.all([upstreams.blue.kill(), upstreams.green.kill()])
    await rm(directory, { recursive: true, force: true })
  }

  try {
    await start()
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    directory,
    socket,
    target: TARGET,
    admin,
    agent,
    url: () => `http://127.0.0.1:${port}`,
    process: () => {
      if (running === null) throw new Error('the gateway does not run')
      return running
    },
    logged: () => logged,
    start,
    stop,
    killUpstream: (side) => upstreams[side].kill(),
    close,
  }
}

const MAIN = [join(import.meta.dirname, 'main.ts')]

export function spawnGateway(args: readonly string[], program: readonly string[] = MAIN): ChildProcess {
  return spawn(process.execPath, [...program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Polls, with a bound. */
export async function until(holds: () => Promise<boolean> | boolean, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`what was expected did not happen within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
