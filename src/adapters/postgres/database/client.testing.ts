import pg from 'pg'

/**
 * Asks a database by a connection of its own. A server that ends meanwhile fails the question that is under way; but
 * without a listener it would end the process that asks, too.
 */
export async function withClient<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await ask(client)
  } finally {
    await client.end()
  }
}
