import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Picks ports nobody listens on at 127.0.0.1, all different. They lie below the range that systems take for outgoing
 * connections, because a side is deployed long after its port was picked, under traffic that opens many of those.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  for (let attempt = 0; found.size < count; attempt += 1) {
    if (attempt > count * 50) throw new Error(`found only ${found.size} of ${count} free ports on 127.0.0.1`)
    const port = randomInt(20_000, 32_000)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
