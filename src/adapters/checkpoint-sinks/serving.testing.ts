import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sealCheckpoint } from '../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../core/journal/entry.ts'

export type Heard = {
  readonly method: string
  /** Path and query as they were sent. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
/** True when it has answered. */
export type Odd = (heard: Heard, response: ServerResponse) => boolean

export type Serving = {
  readonly url: string
  readonly heard: Heard[]
  /** Each takes the next request that it wants, before the strict server sees it. */
  readonly odd: Odd[]
  /** How many were made to it. */
  connections(): number
  close(): Promise<void>
}

/** A server of our own on this machine, which answers strictly unless something odd is next. */
export async function serving(strict: (heard: Heard, response: ServerResponse) => void): Promise<Serving> {
  const heard: Heard[] = []
  const odd: Odd[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    heard.push(one)
    const next = odd.shift()
    if (next === undefined || !next(one, response)) strict(one, response)
  })
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    odd,
    connections: () => connections,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const answer = (response: ServerResponse, status: number, body: string, headers = {}): boolean => {
  response.writeHead(status, headers)
  response.end(body)
  return true
}

export const never: Odd = () => true
export const says =
  (status: number, body = '', headers = {}): Odd =>
  (_, response) =>
    answer(response, status, body, headers)

const MIB = Buffer.alloc(1024 * 1024, 'x')

/** A body of a GiB, as fast as it is read; `sent` counts what left. */
export const gibibyte = (sent: { mib: number }): Odd => {
  return (_, response) => {
    response.writeHead(200)
    const more = () => {
      while (sent.mib < 1024 && !response.destroyed) {
        sent.mib += 1
        if (!response.write(MIB)) return response.once('drain', more)
      }
      return response.end()
    }
    more()
    return true
  }
}

/** One byte a moment, for good. */
export const drip: Odd = (_, response) => {
  response.writeHead(200)
  const timer = setInterval(() => response.write('x'), 20)
  response.on('close', () => clearInterval(timer))
  return true
}

/** One after the other, as a journal makes them. */
export function chainOf(to: number, salt = 'k'): readonly Checkpoint[] {
  const made: Checkpoint[] = []
  for (let n = 1; n <= to; n++)
    made.push({ ...sealCheckpoint(made.at(-1) ?? null, n * 60_000, [], salt), signature: 'c2ln' })
  return made
}

export const headsIn = (chain: readonly Checkpoint[]) => chain.map(({ n, hash }) => ({ n, hash }))
