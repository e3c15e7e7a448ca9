import type { Logger } from 'pino'
import { writeFirstToken } from '../http/first-token.ts'
import { type Listening, listenHttp } from '../http/listen.ts'
import { runtimeApi } from '../http/runtime-api.ts'
import type { ComposedServer } from './server.ts'

export type HttpOptions = {
  readonly dataDir: string
  /** 0 takes any free one. */
  readonly port: number
  readonly log: Logger
}

/** The surface of a server that runs. Throws when the port is in use. */
export async function serveHttp(
  { runtime, binding }: ComposedServer,
  { dataDir, port, log }: HttpOptions,
): Promise<Listening> {
  await writeFirstToken(runtime, dataDir)
  return listenHttp({ api: runtimeApi(runtime, binding), log, port })
}
