import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import {
  type GatewayUnderTest,
  gatewayUnderTest,
  TARGET,
  until,
} from '../adapters/gateway/gateway.testing.ts'
import { withClient } from '../adapters/postgres/database/client.testing.ts'
import { type ComposedServer, composeServer } from '../compose/server.ts'
import type { CommandBody } from '../core/change/commands/command.ts'
import { entryOf } from '../core/change/events/change-entry.ts'
import { drafted, draftFrom } from '../core/change/evolve/draft.ts'
import type { Change, Status } from '../core/change/state/change.ts'
import type { Runbook } from '../core/runbook/runbook.ts'
import type { Store } from '../ports/store/store.ts'
import { askChange } from './change/ask-change.ts'
import { openChange } from './change/open-change.ts'
import type { Runtime } from './context/runtime.ts'
import { receiver } from './receiver.testing.ts'

export { TARGET, until }

export const TOKEN = 'a-token-that-stays-secret'
export const ALICE = { kind: 'person', name: 'alice' } as const
let serial = 0
type Sides = { readonly blue: string; readonly green: string }
const NOWHERE: Sides = { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }

/**
 * A server with everything real around it: database, gateway process, upstream processes, commands, receivers,
 * traffic.
 */
export type Rig = Awaited<ReturnType<typeof openRig>>

/** `sides`: where each side answers when it is asked how it is; the gateway knows its upstreams by itself. */
export async function openRig(databaseServer: string, sides: Partial<Sides> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-runtime-'))
  const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true, maxRetries: 5 })]
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step()
  }
  try {
    const databaseUrl = await newDatabase(databaseServer)
    const gateway = await gatewayUnderTest()
    closing.push(() => gateway.close())
    const outside = await receiver()
    closing.push(() => outside.close())
    const bindingFile = join(dir, 'cutwater.yaml')
    await writeBinding(dir, bindingFile, gateway, outside.url, { ...NOWHERE, ...sides })
    const options = { dataDir: join(dir, 'data'), bindingFile, database: { url: databaseUrl } }
    const traffic = startTraffic(gateway)
    closing.push(() => traffic.stop())

    let logged = ''
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged += chunk.toString()
        done()
      },
    })
    const start = async (): Promise<ComposedServer> => {
      const server = await composeServer({ ...options, log: pino(sink) })
      closing.push(() => server.stop())
      return server
    }
    const startProcess = async (): Promise<ChildProcess> => {
      const script = join(import.meta.dirname, 'server-process.testing.ts')
      const child = spawn(process.execPath, [script, JSON.stringify(options)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.stderr.on('data', (chunk: Buffer) => {
        logged += chunk.toString()
      })
      closing.push(() => kill(child))
      await Promise.race([
        once(child.stdout, 'data'),
        once(child, 'exit').then(() => Promise.reject(new Error(`the server ended: ${logged}`))),
      ])
      return child
    }
    return {
      dir,
      gateway,
      outside,
      traffic,
      databaseUrl,
      dataDir: options.dataDir,
      start,
      startProcess,
      close,
      logged: () => logged,
      /** New connections are refused, and open ones are ended. */
      cutDatabase: (cut: boolean) => cutDatabase(databaseServer, new URL(databaseUrl).pathname.slice(1), cut),
      mode: (name: string, mode: 'quick' | 'slow' | 'hang') => writeFileSync(join(dir, `mode-${name}`), mode),
      /** Lines of what the commands did. */
      done: (): readonly string[] => readFileSync(join(dir, 'log'), 'utf8').split('\n').filter(Boolean),
    }
  } catch (error) {
    await close()
    throw error
  }
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function cutDatabase(server: string, name: string, cut: boolean): Promise<void> {
  await onServer(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS ${!cut}`)
  if (cut)
    await onServer(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
}

const onServer = (server: string, sql: string) => withClient(server, (client) => client.query(sql))

async function newDatabase(server: string): Promise<string> {
  const name = `rig_${process.pid}_${++serial}`
  await onServer(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function writeBinding(
  dir: string,
  file: string,
  gateway: GatewayUnderTest,
  outside: string,
  sides: Sides,
): Promise<void> {
  const script = join(import.meta.dirname, 'command.testing.ts')
  const run = (name: string) => ({
    command: [process.execPath, script, name],
    env: { RIG_DIR: dir, TOKEN: 'secret:TOKEN' },
    grace: '500ms',
  })
  const binding = {
    environments: {
      staging: {
        allowPace: true,
        targets: {
          wix: {
            traffic: { gateway: gateway.socket },
            sides,
            deploy: run('deploy'),
            undeploy: run('undeploy'),
            keepWarm: '24h',
            flags: [{ url: `${outside}/flags/\${FLAG}`, token: 'secret:TOKEN' }],
          },
        },
        signals: { 'success-ratio': { gateway: 'success' } },
        notices: [
          { channel: 'pager', webhook: `${outside}/pager`, urgency: 'page' },
          { channel: 'everything', webhook: `${outside}/everything` },
          {
            channel: 'events',
            webhook: `${outside}/events`,
            events: ['maintenance:*', 'canary:*', 'deploy:complete'],
          },
        ],
      },
    },
  }
  await writeFile(file, JSON.stringify(binding))
  await mkdir(join(dir, 'secrets'), { mode: 0o700 })
  await writeFile(join(dir, 'secrets', 'TOKEN'), TOKEN, { mode: 0o600 })
  appendFileSync(join(dir, 'log'), '')
}

/** Some dozens of people, each asking again and again. `path` decides what a canary does with it. */
function startTraffic(gateway: GatewayUnderTest) {
  const state = { path: '/', sent: 0, failed: 0, stopping: false, expectFailures: false }
  const person = async (id: number) => {
    while (!state.stopping) {
      try {
        const response = await fetch(`${gateway.url()}${state.path}`, {
          headers: { 'x-user-id': `user-${id}` },
          signal: AbortSignal.timeout(20_000),
        })
        await response.arrayBuffer()
        if (response.status >= 500 && !state.expectFailures) state.failed += 1
      } catch {
        if (!state.expectFailures && !state.stopping) state.failed += 1
      }
      state.sent += 1
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
  const people = Array.from({ length: 30 }, (_, id) => person(id))
  return {
    state,
    stop: async () => {
      state.stopping = true
      await Promise.all(people)
    },
  }
}

export async function begin(runtime: Runtime, runbook: Runbook): Promise<string> {
  const { change } = await openChange(runtime, {
    prefix: 'CHG',
    runbook,
    planText: 'plan: small',
    requester: ALICE,
    dedup: `open-${++serial}`,
  })
  return change.id
}

/** Past any server: written straight into the database, for whichever server runs to find. */
export async function beginIn(store: Store, runbook: Runbook): Promise<string> {
  const at = Date.now()
  const open = (id: string) => {
    const event = drafted(id, runbook, ALICE, at)
    return { change: draftFrom(event), entries: [entryOf(event)] }
  }
  const change = await store.ticks.create({
    prefix: 'CHG',
    planText: 'plan: small',
    dedup: `open-${++serial}`,
    at,
    open,
  })
  const command = { command: 'request', needed: 0, revision: 1 } as const
  await store.ticks.ask(change.id, { dedup: 'request', actor: ALICE, at, command })
  return change.id
}

export function ask(runtime: Runtime, id: string, command: CommandBody & { revision?: number }) {
  return askChange(runtime, id, { dedup: `ask-${++serial}`, actor: ALICE, command })
}

export async function changeOf(store: Store, id: string): Promise<Change> {
  const loaded = await store.ticks.load(id)
  if (loaded === null) throw new Error(`there is no ${id}`)
  if (loaded.stuck !== null) throw new Error(`${id} is stuck: ${loaded.stuck.because}`)
  return loaded.change
}

export async function untilStatus(
  store: Store,
  id: string,
  status: Status,
  withinMs = 60_000,
): Promise<Change> {
  let last: Change | null = null
  try {
    await until(async () => {
      last = await changeOf(store, id)
      return last.status === status
    }, withinMs)
  } catch (cause) {
    throw new Error(
      `${id} did not become ${status}: ${JSON.stringify({ ...(last as Change | null), runbook: '...' })}`,
      { cause },
    )
  }
  return last as unknown as Change
}

/** The canary has real traffic: the first stage holds. */
export async function untilHolding(store: Store, id: string): Promise<void> {
  await until(async () => {
    const change = await changeOf(store, id)
    const step = 'run' in change ? change.run.steps.rollout : undefined
    return step?.status === 'rolling' && step.rollout.phase.phase === 'holding'
  }, 60_000)
}
