import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TestContext } from 'node:test'
import { Agent } from 'undici'
import { debianPart, type Part } from '../../../demo/parts/debian-part.ts'
import { freePorts } from '../../../demo/process/free-ports.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Side } from '../../core/traffic/desired.ts'
import { USUAL_COOKIE, type VisitorCookie } from '../../core/traffic/visitor-cookie.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import type { Visitor } from '../../ports/traffic.suite.ts'
import { sendAs } from '../gateway/send-as.testing.ts'
import { startUpstream } from '../gateway/start-upstream.testing.ts'
import { haproxyConfig } from './config.ts'
import type { AdminChannel, HaproxyConfigOrder } from './config-order.ts'
import { type Control, haproxyControl } from './control.ts'
import { prepareFiles } from './prepare.ts'

/** A real HAProxy before two real upstream processes, configured as `cutwater haproxy config` does it. */
export type HaproxyUnderTest = {
  readonly directory: string
  readonly socket: string
  readonly maps: string
  readonly mapFile: string
  readonly configFile: string
  readonly cookieSecretFile: string
  readonly target: string
  readonly sides: Readonly<Record<Side, string>>
  readonly control: Control
  readonly agent: Agent
  readonly url: string
  send(visitor: Visitor, path?: string): Promise<{ status: number; side: string }>
  start(): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<void>
  /**
   * Another one takes over, as a reload of the master does it, or `haproxy -sf` by hand. Resolves when it was told to;
   * `slowly` makes the start take that long, as a big configuration does.
   */
  replace(slowly?: Millis): Promise<void>
  /** The process that answers the socket. */
  worker(): Promise<number | null>
  /** It stands still: connections are taken by the system, and nothing answers. */
  freeze(on: boolean): void
  killUpstream(side: 'blue' | 'green'): Promise<void>
  close(): Promise<void>
}

export const TARGET = 'staging/wix'

/** The part itself, or a sentence for the skip. */
export const part = await debianPart('haproxy')
export const skip = 'missing' in part ? part.missing : false

export async function haproxyUnderTest(
  over: {
    trusted?: readonly string[]
    /** Upstreams of the caller's own. */
    sides?: Readonly<Record<Side, string>>
    /** What maintenance allows. */
    maintenance?: NonNullable<HaproxyConfigOrder['maintenance']>
    cookie?: VisitorCookie
    /** ADDRESS:PORT of its exporter. */
    metrics?: string
    /** Its runtime socket is a place on the network. */
    onNetwork?: boolean
    /** It is asked by TLS, at localhost; with what `identity` shows. */
    admin?: Omit<AdminChannel, 'listen'> & { readonly identity: AdminIdentity }
    /** What a person made of the printed configuration. */
    edited?: (config: string, directory: string) => string
    /** With a master process, which is told to reload. */
    master?: boolean
  } = {},
): Promise<HaproxyUnderTest> {
  if ('missing' in part) throw new Error(part.missing)
  const directory = await mkdtemp(join(tmpdir(), 'cutwater-haproxy-'))
  const upstreams =
    over.sides === undefined
      ? { blue: await startUpstream('blue', 'v1'), green: await startUpstream('green', 'v2') }
      : null
  const maps = join(directory, 'maps')
  const cookieSecretFile = join(directory, 'cookie-secret')
  const [port = 0, socketPort = 0] = await freePorts(2)
  const socket =
    over.admin !== undefined
      ? `tls://localhost:${socketPort}`
      : over.onNetwork === true
        ? `127.0.0.1:${socketPort}`
        : join(directory, 'haproxy.sock')
  const sides = over.sides ?? {
    blue: `http://127.0.0.1:${upstreams?.blue.port}`,
    green: `http://127.0.0.1:${upstreams?.green.port}`,
  }
  const order = {
    socket,
    cookieSecretFile,
    cookie: over.cookie ?? USUAL_COOKIE,
    trusted: over.trusted ?? ['127.0.0.1'],
    userHeader: 'X-User-Id',
    segmentHeader: 'X-User-Segment',
    socketUser: null,
    ...(over.admin === undefined ? {} : { admin: { ...over.admin, listen: `127.0.0.1:${socketPort}` } }),
    healthPath: null,
    ...(over.maintenance === undefined ? {} : { maintenance: over.maintenance }),
    metrics: over.metrics ?? null,
    targets: [
      {
        target: TARGET,
        backend: 'wix',
        maps,
        sides,
        listen: { at: `127.0.0.1:${port}`, paths: [] },
      },
    ],
  }
  await prepareFiles(order)
  const file = join(directory, 'cutwater.cfg')
  const { edited = (config) => config } = over
  await writeFile(file, slowStart(directory, edited(haproxyConfig(order), directory)))
  await writeFile(join(directory, 'slow.lua'), SLOW)
  const agent = new Agent({ connections: 64 })
  let reloads = 0
  let running: ChildProcess | null = null
  const replaced: ChildProcess[] = []

  const stop = async (signal: NodeJS.Signals = over.master === true ? 'SIGTERM' : 'SIGKILL') => {
    const children = [...replaced.splice(0), ...(running === null ? [] : [running])]
    running = null
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    }
  }
  const control = haproxyControl({ socket, timeoutMs: 3_000, identity: over.admin?.identity })
  const start = async () => {
    reloads = 0
    running = spawnHaproxy(part, file, over.master === true ? ['-W'] : ['-db'])
    await answers(running, () => control.targets())
  }
  const replace = async (slowly: Millis = 0) => {
    await writeFile(join(directory, 'slow'), String(slowly / 1_000))
    if (running === null) throw new Error('nothing runs')
    if (over.master === true) {
      // A master that has not begun to wait yet does not hear the signal.
      await answers(running, async (child) => {
        if (loaded(child) <= reloads || !(await hearsReloads(child))) throw new Error('not yet')
      })
      reloads += 1
      return void running.kill('SIGUSR2')
    }
    replaced.push(running)
    running = spawnHaproxy(part, file, ['-db', '-sf', String(running.pid)])
  }
  const close = async () => {
    await agent.destroy()
    await stop()
    await Promise.all([upstreams?.blue.kill(), upstreams?.green.kill()])
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (cause) {
    await close()
    throw cause
  }
  const url = `http://127.0.0.1:${port}`
  return {
    directory,
    socket,
    maps,
    mapFile: join(maps, 'staging.wix.map'),
    configFile: file,
    cookieSecretFile,
    target: TARGET,
    sides,
    control,
    agent,
    url,
    send: (visitor, path = '/') => sendAs(url, agent, visitor, path),
    start,
    stop,
    replace,
    worker: async () =>
      control.show(TARGET).then(
        ({ worker }) => worker?.pid ?? null,
        () => null,
      ),
    freeze: (on) => void running?.kill(on ? 'SIGSTOP' : 'SIGCONT'),
    killUpstream: async (side) => upstreams?.[side].kill(),
    close,
  }
}

/** A test of a real HAProxy of its own. */
export function withHaproxy(
  check: (haproxy: HaproxyUnderTest, t: TestContext) => Promise<void>,
  over: Parameters<typeof haproxyUnderTest>[0] = {},
): (t: TestContext) => Promise<void> {
  return async (t) => {
    const haproxy = await haproxyUnderTest(over)
    try {
      await check(haproxy, t)
    } finally {
      await haproxy.close()
    }
  }
}

/** A stand-in for a big configuration: it is read for as many seconds as the file `slow` says. */
const SLOW = `
local file = io.open(os.getenv('SLOW_START'), 'r')
if file then
  local seconds = tonumber(file:read('a')) or 0
  file:close()
  local ends = os.clock() + seconds
  repeat until os.clock() >= ends
end
`

const slowStart = (directory: string, config: string) =>
  `${config}\nglobal\n    setenv SLOW_START ${join(directory, 'slow')}\n    lua-load ${join(directory, 'slow.lua')}\n`

const loaded = (master: ChildProcess) => (said.get(master)?.match(/Loading success/g) ?? []).length

const SIGUSR2 = 1n << 11n

async function hearsReloads({ pid }: ChildProcess): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const mask = (name: string) =>
    BigInt(`0x${new RegExp(`^${name}:\\s*(\\w+)$`, 'm').exec(status)?.[1] ?? '0'}`)
  return (mask('SigCgt') & SIGUSR2) !== 0n && (mask('SigBlk') & SIGUSR2) === 0n
}

const said = new WeakMap<ChildProcess, string>()

function spawnHaproxy({ binary, env }: Part, file: string, mode: readonly string[]): ChildProcess {
  const child = spawn(binary, [...mode, '-f', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    said.set(child, `${said.get(child) ?? ''}${chunk.toString()}`)
  })
  return child
}

async function answers(child: ChildProcess, ask: (child: ChildProcess) => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    if (
      await ask(child).then(
        () => true,
        () => false,
      )
    )
      return
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`HAProxy did not start: ${said.get(child) ?? ''}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
