/** The database as a worker of the backend uses it: by a pool of its own, whose use is told to Prometheus. */
import pg from 'pg'
import { Gauge, type Registry } from 'prom-client'

/** Of each worker. */
export const POOL_SIZE = 21

export type Store = {
  readonly query: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>
  /** All or nothing. */
  readonly transaction: <T>(work: (client: pg.PoolClient) => Promise<T>) => Promise<T>
  /** Takes a connection of the pool; answers how to give it back. */
  readonly take: () => Promise<() => void>
  readonly end: () => Promise<void>
}

export function store(url: string, registry: Registry): Store {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 3_000,
  })
  // One that breaks while idle is replaced by the next request.
  pool.on('error', () => {})
  const inUse = () => pool.totalCount - pool.idleCount
  new Gauge({
    name: 'db_pool_connections_in_use',
    help: 'Connections that somebody has taken from the pool.',
    registers: [registry],
    collect() {
      this.set(inUse())
    },
  })
  new Gauge({
    name: 'db_pool_connections_max',
    help: 'Connections that the pool may have.',
    registers: [registry],
    collect() {
      this.set(POOL_SIZE)
    },
  })
  new Gauge({
    name: 'db_pool_used_ratio',
    help: 'Share of the pool that is taken, 0 to 1; of several workers the worst.',
    registers: [registry],
    aggregator: 'max',
    collect() {
      this.set(inUse() / POOL_SIZE)
    },
  })
  return {
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    transaction: async (work) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const result = await work(client)
        await client.query('commit')
        client.release()
        return result
      } catch (error) {
        const broken = await client.query('rollback').then(
          () => false,
          () => true,
        )
        client.release(broken)
        throw error
      }
    },
    take: async () => {
      const client = await pool.connect()
      return () => client.release()
    },
    end: () => pool.end(),
  }
}
