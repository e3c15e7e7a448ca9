import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { httpLook } from '../../src/adapters/checks/http.ts'
import { openStore } from '../../src/adapters/postgres/open.ts'
import type { Probe } from '../../src/core/probe/probe.ts'
import type { Runbook } from '../../src/core/runbook/runbook.ts'
import type { Store } from '../../src/ports/store/store.ts'
import { bell } from '../../src/runtime/context/bell.ts'
import { systemClock } from '../../src/runtime/context/system-clock.ts'
import { openLoops } from '../../src/runtime/loop/loops.ts'
import { askProbes } from '../../src/runtime/probes/ask-probes.ts'
import { type Database, newDatabase } from '../parts/database.ts'
import { short } from '../parts/figures.ts'
import type { Line, Row, Run } from '../parts/line.ts'
import { usedBy } from '../parts/processor-time.ts'
import { startSides } from '../parts/proxy/upstream.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'

const EVERY_MS = 5_000
const EACH = 5
const PROBES: readonly Probe[] = ['/live', '/ready', '/db', '/payments', '/cache'].map((path) => ({
  ...{ kind: 'shown', path, delayMs: 0, everyMs: EVERY_MS, timeLimitMs: 3_000, failures: 3, successes: 1 },
}))

export const probes: Line = {
  name: 'probes',
  title: 'Asking deployed sides how they are',
  limitedBy:
    'A connection of its own for each question, as the kubelet has it, with the HTTP of Node. What is kept of a side that stays ' +
    'well is written every five seconds, all sides together.',
  measure: (run) => inScratch(async (scratch) => measure(run, await newDatabase(scratch), scratch)),
}

async function measure({ quick, say }: Run, database: Database, scratch: Scratch): Promise<readonly Row[]> {
  const sides = quick ? 4 : 200
  const lookMs = quick ? 2_000 : 20_000
  const { green } = await startSides(scratch)
  const store = await openStore({ url: database.url })
  scratch.after(() => store.close())
  say(`${sides * EACH} probes of ${sides} changes`)
  for (let i = 0; i < sides; i++) await deployed(store, database, i, sides)

  const look = httpLook({ get: () => '', redact: (text) => text })
  let asked = 0
  let failed = 0
  const askSide: typeof look = async (at, limits) => {
    asked += 1
    const seen = await look(at, limits)
    if ('refused' in seen) failed += 1
    return seen
  }
  const clock = systemClock()
  const targets = { wix: { sides: { blue: green, green } } }
  const bells = { probes: bell(clock), tick: bell(clock) }
  const loops = openLoops({ clock, log: pino({ level: 'silent' }) })
  const started = loops.start('ask-probes', [
    askProbes({ store, clock, bells, reach: { environments: { bench: { targets } }, askSide } }),
  ])
  scratch.after(() => started.stop())
  await sleep(quick ? 500 : EVERY_MS)

  const before = {
    at: performance.now(),
    asked,
    cpu: process.cpuUsage(),
    database: await usedBy(database.pid),
  }
  await sleep(lookMs)
  const took = performance.now() - before.at
  const { user, system } = process.cpuUsage(before.cpu)
  const ours = (user + system) / 1_000 / took
  const theirs = ((await usedBy(database.pid)).cpuMs - before.database.cpuMs) / took
  if (failed > 0) throw new Error(`${failed} questions were not answered`)
  const perSecond = ((asked - before.asked) / took) * 1_000
  const wanted = (sides * EACH * 1_000) / EVERY_MS
  return [
    {
      what: `${(sides * EACH).toLocaleString('en-US')} probes every 5 s: processor time`,
      ours: `${short(ours + theirs)} cores (server ${short(ours)}, Postgres ${short(theirs)})`,
      beside: 'one core',
      ratio: ours + theirs,
      wanted: 'on one core',
    },
    {
      what: 'questions a second',
      ours: `${short(perSecond)} /s`,
      beside: `due: ${short(wanted)} /s`,
      ratio: perSecond / wanted,
    },
  ]
}

/** Nobody takes turns here: the row says who is asked. Deploys lie apart, and so do the beats. */
async function deployed(store: Store, { client }: Database, i: number, sides: number): Promise<void> {
  const at = Date.now()
  const runbook: Runbook = {
    ...{ format: 1, plan: 'asked', title: 'Asked', environment: 'bench', version: 'v2', inputs: {}, pace: 1 },
    ...{ window: null, targets: [`wix-${i}`], whenBusy: 'wait', steps: [], accept: [] },
  }
  const { id } = await store.ticks.create({
    ...{ prefix: 'CHG', planText: 'plan: asked', at, dedup: `asked-${i}` },
    open: (made) => ({
      change: {
        ...{ id: made, runbook, requester: { kind: 'person', name: 'bench' }, requestedAt: at, revision: 1 },
        ...{ status: 'draft', rejected: null },
      },
      entries: [],
    }),
  })
  const kept = JSON.stringify({ version: 1, states: {} })
  await client.query(
    `INSERT INTO cutwater.probe (change_id, target, environment, side, began_at, probes, state, revision)
     VALUES ($1, 'wix', 'bench', 'green', $2, $3, $4, 0)`,
    [id, at - Math.round((i * EVERY_MS) / sides), JSON.stringify(PROBES), kept],
  )
}
