import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startEmbedded } from '../adapters/postgres/embedded/embedded.ts'
import type { HttpOptions } from '../compose/http.ts'
import { serveHttp } from '../compose/http.ts'
import { composeServer } from '../compose/server.ts'

type Surface = Pick<HttpOptions, 'origins' | 'rateLimits'>

/** Real servers on one real database, each with its own data directory, as replicas have. */
export async function serversUnderTest(surfaces: readonly Surface[] = [{}]) {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-http-'))
  const closing: (() => Promise<unknown>)[] = [
    async () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  ]
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step()
  }
  try {
    const database = await startEmbedded({ dir: join(dir, 'postgres') })
    closing.push(() => database.stop())
    const bindingFile = join(dir, 'cutwater.yaml')
    writeFileSync(
      bindingFile,
      'environments: { staging: { actions: { nothing: { command: [node, --version] } } } }\n',
    )
    const log = pino({ level: 'silent' })
    const servers = []
    for (const [i, surface] of surfaces.entries()) {
      const dataDir = join(dir, `data-${i}`)
      const server = await composeServer({ dataDir, bindingFile, database: { url: database.url }, log })
      closing.push(() => server.stop())
      const http = await serveHttp(server, { dataDir, port: 0, log, ...surface })
      closing.push(() => http.close())
      servers.push({ ...server, url: http.url, port: http.port, dataDir })
    }
    const token = readFileSync(join(dir, 'data-0', 'token'), 'utf8').trim()
    return { dir, servers, token, databaseUrl: database.url, close }
  } catch (error) {
    await close()
    throw error
  }
}

export type Sent = {
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown
}

export type Answered = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Problemlike
}
type Problemlike = Record<string, unknown> & { readonly type?: string; readonly detail?: string }

/** One request, with any header whatever: also those that a client library would not let anybody forge. */
export async function askServer(
  url: string,
  path: string,
  { method = 'GET', token, headers, body }: Sent = {},
): Promise<Answered> {
  const asking = request(new URL(path, url), {
    method,
    agent: false,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
  })
  asking.setTimeout(20_000, () => asking.destroy(new Error(`no answer to ${method} ${path}`)))
  asking.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body))
  const [answer] = await once(asking, 'response')
  let text = ''
  for await (const chunk of answer) text += chunk
  return { status: answer.statusCode, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) }
}

/** Which problem it is, by the end of its type. */
export const problemOf = ({ body }: Answered): string =>
  String(body.type ?? '').replace('urn:cutwater:problem:', '')
