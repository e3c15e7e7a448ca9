import { join } from 'node:path'
import process, { argv } from 'node:process'
import { pino } from 'pino'
import { openSigningKey } from '../../../src/adapters/checkpoint-file/signer.ts'
import { fileSink } from '../../../src/adapters/checkpoint-file/sink.ts'
import { planWorker } from '../../../src/adapters/plan-worker/plan-worker.ts'
import { databaseTime } from '../../../src/adapters/postgres/database/database-time.ts'
import { openStore } from '../../../src/adapters/postgres/open.ts'
import type { SignalShape } from '../../../src/core/signal/shape.ts'
import type { Executor } from '../../../src/ports/executor.ts'
import { openChange } from '../../../src/runtime/change/open-change.ts'
import type { Reach } from '../../../src/runtime/context/reach.ts'
import { sharedClock } from '../../../src/runtime/context/shared-clock.ts'
import { startServer } from '../../../src/runtime/server.ts'
import { crowdRunbook, phasedRunbook } from './runbook.ts'
import { healthyMetrics, proxiesInMemory } from './surroundings.ts'

/**
 * A server as it is, with its real store and all its loops, for one change on each of many targets; only what lies
 * outside is in memory. `node server-process.ts {"url": ..., "dir": ..., "changes": n}`. Opens the changes, then says
 * that they are open.
 */
export type CrowdOrder = {
  readonly url: string
  readonly dir: string
  readonly changes: number
  /** In three phases with six guards of the plan; else one rollout with a gate and a guard. */
  readonly phased: boolean
}

const OPENED_AT_ONCE = 8

const { url, dir, changes, phased }: CrowdOrder = JSON.parse(argv[2] ?? '')
const names = Array.from({ length: changes }, (_, i) => `service-${i + 1}`)
const log = pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true }))
const clock = await sharedClock({ ask: () => databaseTime(url) })
const store = await openStore({ url, clock, warn: (message) => log.warn(message) })
const anchor = {
  key: await openSigningKey(join(dir, 'keys')),
  sink: fileSink(join(dir, 'checkpoints.jsonl')),
  external: [],
}
const server = await startServer({
  store,
  clock,
  log,
  reach: reachOf(),
  anchor,
  instance: 'bench/1',
  places: { here: '', standing: () => 'elsewhere' },
  planReader: planWorker(),
})

process.on('disconnect', stop)
process.on('SIGTERM', stop)

const left = [...names]
await Promise.all(Array.from({ length: OPENED_AT_ONCE }, openSome))
process.send?.('open')

async function openSome(): Promise<void> {
  for (let name = left.shift(); name !== undefined; name = left.shift())
    await openChange(server.runtime, {
      prefix: 'CHG',
      planText: 'plan: crowd',
      dedup: name,
      runbook: phased ? phasedRunbook(name) : crowdRunbook(name),
      requester: { kind: 'person', name: 'bench' },
    })
}

function reachOf(): Reach {
  const traffic = proxiesInMemory()
  const sides = { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
  const target = { traffic, sides, deploy: null, undeploy: null, flags: [] }
  const bench = {
    targets: Object.fromEntries(names.map((name) => [name, target])),
    actions: {},
    validation: null,
    channels: [],
  }
  const nothing: Executor = {
    run: () => Promise.reject(new Error('these changes run nothing')),
    adopt: () => Promise.reject(new Error('these changes run nothing')),
    stop: () => Promise.reject(new Error('these changes run nothing')),
  }
  const ratio: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }
  const source = {
    name: 'the memory',
    metrics: healthyMetrics(clock),
    signals: new Map([['bench', new Map([['success-ratio', ratio]])]]),
    isPulled: false,
  }
  const executors = { command: nothing, http: nothing }
  const askSide = () => Promise.reject(new Error('these changes have no probes'))
  return { environments: { bench }, executors, sources: [source], telemetry: [], askSide }
}

async function stop(): Promise<void> {
  await server.stop()
  await store.close()
  process.exit(0)
}
