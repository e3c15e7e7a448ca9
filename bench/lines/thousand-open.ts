import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { startCrowd } from '../parts/crowd/server.ts'
import { type Database, newDatabase } from '../parts/database.ts'
import { short, shortTimes, type Times, timesOf } from '../parts/figures.ts'
import type { Line, Row, Run } from '../parts/line.ts'
import { usedBy } from '../parts/processor-time.ts'
import { inScratch } from '../parts/scratch.ts'

export const thousandOpen: Line = {
  name: 'thousand-open',
  title: 'Many open changes, each looked at every second',
  limitedBy:
    'Reading and parsing the state of every watched change each second, once for the turns and once for the observer, and the ' +
    'judge rows that are written back; both are a few statements for all changes together, so that processor time grows with the ' +
    'number of changes and hardly with anything else. Proxies and metrics are in memory here: their own work is in other lines.',
  async measure(run) {
    const rows: Row[] = []
    for (const phased of [false, true])
      rows.push(
        ...(await inScratch(async (scratch) => measure(run, phased, await newDatabase(scratch), scratch))),
      )
    return rows
  },
}

async function measure(
  { quick, say }: Run,
  phased: boolean,
  database: Database,
  { dir, after }: { dir: string; after: (end: () => Promise<unknown>) => void },
): Promise<readonly Row[]> {
  const changes = quick ? 20 : 1_000
  const kind = phased ? 'three phases and six guards of the plan each' : 'gate and guard each'
  const lookMs = quick ? 2_000 : 20_000
  say(`opening ${changes} changes`)
  const from = performance.now()
  const crowd = await startCrowd({ url: database.url, dir, changes, phased })
  after(() => crowd.stop())
  const openedPerSecond = (changes / (performance.now() - from)) * 1_000
  await sleep(quick ? 1_500 : 5_000)

  say(`watching them for ${lookMs / 1_000} s`)
  const before = await spent(crowd.pid, database.pid)
  const turnsBefore = await turnsTaken(database.client)
  const { turn, word } = await agesOver(database.client, lookMs)
  const now = await spent(crowd.pid, database.pid)
  const turns = ((await turnsTaken(database.client)) - turnsBefore) / ((now.at - before.at) / 1_000)
  const cores = (who: 'server' | 'database') => (now[who] - before[who]) / (now.at - before.at)
  const all = availableParallelism()
  const used = cores('server') + cores('database')

  const updates = await updatesPerSecond(database.client, quick ? 200 : 2_000)
  return [
    {
      what: `${changes.toLocaleString('en-US')} running changes, ${kind}: processor time`,
      ours: `${short(used)} cores (server ${short(cores('server'))}, Postgres ${short(cores('database'))})`,
      beside: `the machine: ${all} cores`,
      ratio: used / all,
      wanted: 'once a second, with room to spare',
    },
    {
      what: 'age of a change’s last turn, whenever one looks',
      ours: shortTimes(turn),
      beside: 'due every 1,000 ms, so 500 ms in the middle and 1,000 ms at most',
      ratio: turn.max / 1_000,
    },
    {
      what: 'age of what its verdicts speak of',
      ours: shortTimes(word),
      beside: 'a sample is a second long, and asked for every second: 2,000 ms at most',
      ratio: word.max / 2_000,
    },
    {
      what: 'turns a second',
      ours: `${short(turns)} /s; before, ${short(openedPerSecond)} changes a second opened`,
      beside: `UPDATE ... RETURNING, one after the other: ${short(updates)} /s`,
      ratio: turns / updates,
    },
  ]
}

async function spent(server: number, database: number) {
  const [ours, theirs] = await Promise.all([usedBy(server), usedBy(database)])
  return { at: performance.now(), server: ours.cpuMs, database: theirs.cpuMs }
}

/** Every turn writes when the next is due. */
async function turnsTaken(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `SELECT n_tup_upd::int AS n FROM pg_stat_user_tables WHERE schemaname = 'cutwater' AND relname = 'wake'`,
  )
  return rows[0]?.n ?? 0
}

/** Looks five times a second; a change that fell behind shows at its worst. */
async function agesOver(client: pg.Client, lookMs: number): Promise<{ turn: Times; word: Times }> {
  const turn: number[] = []
  const word: number[] = []
  const end = performance.now() + lookMs
  while (performance.now() < end) {
    const { rows } = await client.query<{ turn: number; word: number }>(`
      WITH now AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at)
      SELECT at - w.last_at AS turn, at - min(j.watermark) AS word
      FROM now, cutwater.wake w JOIN cutwater.judge j USING (change_id) GROUP BY at, w.change_id, w.last_at`)
    for (const row of rows) {
      turn.push(row.turn)
      word.push(row.word)
    }
    await sleep(193)
  }
  return { turn: timesOf(turn), word: timesOf(word) }
}

/** The barest thing that could be called a turn. */
async function updatesPerSecond(client: pg.Client, times: number): Promise<number> {
  await client.query('CREATE TABLE IF NOT EXISTS public.bench_turn (id int PRIMARY KEY, at float8 NOT NULL)')
  await client.query(
    'INSERT INTO public.bench_turn SELECT g, 0 FROM generate_series(1, 1000) g ON CONFLICT DO NOTHING',
  )
  const from = performance.now()
  for (let i = 0; i < times; i++)
    await client.query('UPDATE public.bench_turn SET at = $1 WHERE id = $2 RETURNING at', [
      from,
      (i % 1_000) + 1,
    ])
  return (times / (performance.now() - from)) * 1_000
}
