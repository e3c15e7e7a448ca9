import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import type { Logger } from 'pino'
import { openSigningKey } from '../adapters/checkpoint-file/signer.ts'
import { fileSink } from '../adapters/checkpoint-file/sink.ts'
import { httpExecutor } from '../adapters/http-call/http-executor.ts'
import { planWorker } from '../adapters/plan-worker/plan-worker.ts'
import { databaseTime } from '../adapters/postgres/database/database-time.ts'
import { startEmbedded } from '../adapters/postgres/embedded/embedded.ts'
import { takeOwnership } from '../adapters/postgres/embedded/owner.ts'
import { hostsOf } from '../adapters/postgres/hosts/find-host.ts'
import type { DatabaseAccess } from '../adapters/postgres/hosts/hosts.ts'
import { openStore } from '../adapters/postgres/open.ts'
import { openSecrets } from '../adapters/secrets/secrets.ts'
import { shellPlaces } from '../adapters/shell/places.ts'
import { shellExecutor } from '../adapters/shell/shell-executor.ts'
import type { Binding } from '../core/binding/binding.ts'
import type { Instant } from '../core/time/instant.ts'
import type { Store } from '../ports/store/store.ts'
import { errorSerializer } from '../runtime/context/plain-error.ts'
import type { Runtime } from '../runtime/context/runtime.ts'
import { sharedClock } from '../runtime/context/shared-clock.ts'
import { againKey } from '../runtime/effects/run-bound-call.ts'
import type { Loops } from '../runtime/loop/loops.ts'
import { startServer } from '../runtime/server.ts'
import { EVIDENCE_KEPT_MS } from '../runtime/upkeep/prunings.ts'
import { keyDirectory, sinkFile } from './anchor.ts'
import { readBinding } from './binding.ts'
import { openGateways } from './gateways.ts'
import { identityOf } from './identity.ts'
import { reachOf } from './reach.ts'
import { openSinks } from './sinks.ts'
import { openTraces } from './traces.ts'
import { type TickSeen, watchTicks } from './watched-ticks.ts'

export type ServerOptions = {
  readonly dataDir: string
  readonly bindingFile: string
  /** Any Postgres; without it there is one of our own in the data directory. */
  readonly database?: DatabaseAccess
  readonly log: Logger
}

export type ComposedServer = {
  readonly runtime: Runtime
  readonly loops: Loops
  readonly store: Store
  readonly binding: Binding
  /**
   * Resolves when the server's own database ends unexpectedly, with its last complaint; never with `database`.
   */
  readonly databaseEnded: Promise<string>
  onTick(listener: (seen: TickSeen) => void): void
  stop(): Promise<void>
}

/** The whole server, without its HTTP surface. Whatever was started is stopped again when a later part cannot start. */
export async function composeServer(options: ServerOptions): Promise<ComposedServer> {
  const { dataDir, bindingFile } = options
  const at = dirname(resolve(bindingFile))
  const secrets = openSecrets({ env: process.env, dir: join(at, 'secrets') })
  const log = options.log.child({}, { serializers: { err: errorSerializer(secrets.redact) } })
  const closing: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closing.splice(0).toReversed())
      await close().catch((error: unknown) => log.error({ err: error }, 'something did not stop cleanly'))
  }
  try {
    const binding = await readBinding(bindingFile)
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    const owner = await takeOwnership(dataDir)
    closing.push(() => owner.release())
    const database =
      options.database === undefined ? await startEmbedded({ dir: join(dataDir, 'postgres') }) : null
    if (database !== null) closing.push(() => database.stop())
    const warn = (message: string) => log.warn(message)
    const url = hostsOf(options.database ?? database?.url ?? '', warn)
    const clock = await sharedClock({ ask: () => databaseTime(url) })
    const opened = await openStore({ url, clock, warn })
    closing.push(() => opened.close())
    const { ticks, onTick } = watchTicks(opened.ticks)
    const store = { ...opened, ticks }

    const identity = identityOf(binding, at)
    const gateways = openGateways(identity)
    closing.push(() => gateways.close())
    const runs = join(dataDir, 'runs')
    const shell = shellExecutor({ dir: runs, secrets, warn: (message) => log.warn(message) })
    const executors = { command: shell, http: httpExecutor({ secrets }) }
    const servedBefore = existsSync(installationFile(dataDir))
    const installation = await installationOf(dataDir)
    const source = `cutwater/${installation}`
    const parts = { at, store, clock, secrets, gateways, identity, executors, source, log }
    const reach = reachOf(binding, parts)
    const sink = fileSink(sinkFile(dataDir))
    // A data directory that has served before has signed before, or its key came later than all that is signed.
    const signedBefore = async () =>
      (await sink.read()).length > 0 || (servedBefore && (await store.journal.lastCheckpoint()) !== null)
    const external = openSinks(binding, { dataDir, at, secrets, now: Date.now })
    const anchor = { key: await openSigningKey(keyDirectory(dataDir), signedBefore), sink, external }
    // A server that was away for weeks has still to read how the commands ended that it left behind.
    const unread = async () => (await store.effects.unfinished()).flatMap(({ key }) => [key, againKey(key)])
    const prune = async (before: Instant) => shell.prune(before, await unread())
    const pruned = [{ what: 'output of commands', keptMs: EVIDENCE_KEPT_MS, prune }]
    const instance = `${installation}/${randomUUID().slice(0, 8)}`
    const places = shellPlaces(runs)
    const traces = await openTraces(instance, (message) => log.warn(message))
    if (traces !== undefined) closing.push(() => traces.close())
    const planReader = planWorker()
    closing.push(() => planReader.stop())
    const { redact } = secrets
    const server = await startServer({
      store,
      clock,
      log,
      reach,
      anchor,
      instance,
      places,
      planReader,
      pruned,
      redact,
      ...(traces === undefined ? {} : { traces }),
    })
    closing.push(() => server.stop())

    const ended = Promise.withResolvers<string>()
    void database?.exited.then(async () => {
      if (closing.length > 0) ended.resolve(await database.complaint().catch(() => ''))
    })
    const { runtime, loops } = server
    return { runtime, loops, store, binding, databaseEnded: ended.promise, onTick, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const installationFile = (dataDir: string): string => join(dataDir, 'installation')

/** Names this data directory for good: effects that an earlier start of it had begun are recognised by it. */
async function installationOf(dataDir: string): Promise<string> {
  const file = installationFile(dataDir)
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return ''
  })
  if (there.trim() !== '') return there.trim()
  const made = randomUUID()
  await writeFile(file, `${made}\n`, { mode: 0o600, flush: true })
  return made
}
