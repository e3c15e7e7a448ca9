import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { short } from '../parts/figures.ts'
import { type House, startHouse } from '../parts/house.ts'
import type { Line, Row, Run } from '../parts/line.ts'
import { type Used, usedBy } from '../parts/processor-time.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'
import { bindingTo, WAITING_PLAN } from '../parts/small-plan.ts'

export const tenThousandWaiting: Line = {
  name: 'ten-thousand-waiting',
  title: 'Many changes that wait for their window',
  limitedBy:
    'What a server does anyway, with nothing open: it looks every second for changes that are due, twice a second for effects to ' +
    'begin, and keeps its loops turning. The index says when the next change is due, whatever number waits.',
  measure: (run) => inScratch((scratch) => measure(run, scratch)),
}

async function measure({ quick, say }: Run, scratch: Scratch): Promise<readonly Row[]> {
  const changes = quick ? 100 : 10_000
  const lookMs = quick ? 1_000 : 20_000
  const house = await startHouse(scratch, bindingTo('http://127.0.0.1:9'))
  const { change } = await house.client.open({
    plan: WAITING_PLAN,
    file: 'waiting.yaml',
    inputs: {},
    pace: 1,
  })
  await sleep(quick ? 0 : 3_000)
  say('one change waits')
  const one = await loadOf(house, lookMs)
  await multiply(house.database, change.id, changes - 1)
  await sleep(quick ? 0 : 5_000)
  say(`${changes} wait`)
  const all = await loadOf(house, lookMs)
  const { rows } = await house.database.query(
    'SELECT count(*)::int AS n FROM cutwater.change WHERE status = $1',
    ['scheduled'],
  )
  if (rows[0]?.n !== changes) throw new Error(`${rows[0]?.n} of ${changes} changes wait`)
  const count = changes.toLocaleString('en-US')
  return [
    {
      what: `${count} waiting: processor time, of one core`,
      ours: percent(all.cores),
      beside: `the same server with one waiting: ${percent(one.cores)}`,
      ratio: all.cores / one.cores,
      wanted: 'below 5 %',
    },
    {
      what: `${count} waiting: memory of server and Postgres`,
      ours: `${megabytes(all.server)} and ${megabytes(all.database)}`,
      beside: `with one waiting: ${megabytes(one.server)} and ${megabytes(one.database)}`,
      ratio: (all.server + all.database) / (one.server + one.database),
      wanted: 'below 1 GiB',
    },
  ]
}

async function loadOf({ pid, databasePid }: House, lookMs: number) {
  // Postgres is a child of the server, so the server's own is the difference.
  const look = async (): Promise<{ all: Used; database: Used; at: number }> => {
    const [all, database] = await Promise.all([usedBy(pid), usedBy(databasePid)])
    return { all, database, at: performance.now() }
  }
  const before = await look()
  await sleep(lookMs)
  const now = await look()
  return {
    cores: (now.all.cpuMs - before.all.cpuMs) / (now.at - before.at),
    server: now.all.residentBytes - now.database.residentBytes,
    database: now.database.residentBytes,
  }
}

/** Copies of a change that was really opened, in every table that an open change is in. */
async function multiply(database: pg.Client, id: string, copies: number): Promise<void> {
  await database.query('BEGIN; SET LOCAL search_path = cutwater')
  const numbered = `FROM generate_series(100001, 100000 + $2::int) n, `
  const copy = `replace($1::text, split_part($1::text, '-', 3), n::text)`
  const args = [id, copies]
  await database.query(
    `INSERT INTO change (id, dedup, status, revision, state, runbook_hash, plan_hash, targets, waits_for, engine)
     SELECT ${copy}, c.dedup || n, c.status, c.revision, replace(c.state::text, $1, ${copy})::json,
       c.runbook_hash, c.plan_hash, c.targets, c.waits_for, c.engine ${numbered} change c WHERE c.id = $1`,
    args,
  )
  await database.query(
    `INSERT INTO wake (change_id, due_at, last_at) SELECT ${copy}, w.due_at, w.last_at ${numbered} wake w WHERE w.change_id = $1`,
    args,
  )
  await database.query('COMMIT')
  await database.query('ANALYZE cutwater.change; ANALYZE cutwater.wake')
}

const percent = (cores: number): string => `${short(cores * 100)} %`
const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`
