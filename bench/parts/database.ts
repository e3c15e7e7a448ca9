import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../src/adapters/postgres/embedded/embedded.ts'
import { type Times, timesOf } from './figures.ts'
import type { Scratch } from './scratch.ts'

export type Database = { readonly url: string; readonly pid: number; readonly client: pg.Client }

/** A Postgres of our own, new and empty, with a connection of the bench's own to it. */
export async function newDatabase({ dir, after }: Scratch): Promise<Database> {
  const embedded = await startEmbedded({ dir: join(dir, 'postgres') })
  after(() => embedded.stop())
  const client = new pg.Client(embedded.url)
  await client.connect()
  after(() => client.end())
  return { url: embedded.url, pid: await postmasterIn(dir), client }
}

/** Of the database in a data directory. */
export async function postmasterIn(dir: string): Promise<number> {
  const [pid = ''] = (await readFile(join(dir, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')
  return Number(pid)
}

export type DatabaseLimits = { readonly roundTrip: Times; readonly commit: Times }

/** The lower bound: a round trip to the database, and one durable update of a row (it waits for the disk). */
export async function limitsOf(client: pg.Client, times: number): Promise<DatabaseLimits> {
  await client.query('CREATE TABLE IF NOT EXISTS public.bench_row (id int PRIMARY KEY, n int NOT NULL)')
  await client.query(
    'INSERT INTO public.bench_row SELECT g, 0 FROM generate_series(1, 100) g ON CONFLICT DO NOTHING',
  )
  const roundTrip = await timed(times, () => client.query('SELECT 1'))
  const commit = await timed(times, (i) =>
    client.query('UPDATE public.bench_row SET n = n + 1 WHERE id = $1', [(i % 100) + 1]),
  )
  return { roundTrip, commit }
}

export async function timed(times: number, act: (i: number) => Promise<unknown>): Promise<Times> {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    await act(i)
    took.push(performance.now() - from)
  }
  return timesOf(took)
}
