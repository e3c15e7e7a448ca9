import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Names of settings with what they are set to, in what Postgres takes as text. */
export type Settings = Readonly<Record<string, string>>

/**
 * What stands between us and Postgres does not leave us our session: what was set is not there, or is somebody
 * else's.
 */
export class SessionsNotKept extends Error {
  override readonly name = 'SessionsNotKept'
}

const NOT_KEPT =
  'the way to the database does not keep sessions: what was set for one was not there when it was looked for. ' +
  'A pooler in transaction mode does this'

/**
 * Sets what a session needs by a statement, because poolers refuse it as a parameter of the connection or pass over it
 * in silence; then looks whether it is so. Throws `SessionsNotKept`.
 */
export async function settle(client: pg.ClientBase, settings: Settings): Promise<void> {
  const wanted = Object.entries(settings)
  const set = wanted.map(([name, value]) => `set_config(${literal(name)}, ${literal(value)}, false)`)
  const get = wanted.map(([name]) => `current_setting(${literal(name)}, true)`)
  const row = async (columns: readonly string[]) => {
    const { rows } = await client.query<{ all: readonly (string | null)[] }>(
      `SELECT ARRAY[${columns.join(', ')}]::text[] AS all`,
    )
    return rows[0]?.all ?? []
  }
  const [asked, found] = [await row(set), await row(get)]
  if (found.length !== asked.length || found.some((value, i) => value !== asked[i]))
    throw new SessionsNotKept(NOT_KEPT)
}

const ROUNDS = 3
const MARK = 'cutwater.session'

/**
 * Whether each of two clients has a session of its own: while one is in a transaction, what the other has set is there,
 * and is seen by nobody else. Throws `SessionsNotKept`.
 */
export async function refuseSharedSessions(connect: () => Promise<pg.Client>): Promise<void> {
  const one = await connect()
  const other = await connect().catch(async (error: unknown) => {
    await one.end()
    throw error
  })
  const seenBy = async (client: pg.Client) =>
    (await client.query<{ mark: string | null }>(`SELECT current_setting('${MARK}', true) AS mark`)).rows[0]
      ?.mark
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const mark = randomUUID()
      await settle(one, { [MARK]: mark })
      await other.query('BEGIN')
      const seen = [await seenBy(one), await seenBy(other)]
      await other.query('ROLLBACK')
      if (seen[0] !== mark || seen[1] === mark) throw new SessionsNotKept(NOT_KEPT)
    }
  } finally {
    await Promise.all([one.end(), other.end()])
  }
}

const literal = (text: string): string => pg.escapeLiteral(text)
