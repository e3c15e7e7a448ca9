import { resolve } from 'node:path'
import process from 'node:process'
import type { Command } from 'commander'
import type { Logger } from 'pino'
import { type Finding, formatFinding } from '../../../core/document/finding.ts'
import { explainLatch } from '../../../runtime/traffic/explain-latch.ts'
import {
  dataDirectory,
  makeDataDirectory,
  removeServerFile,
  writeServerFile,
} from '../../connection/data-directory.ts'
import { databaseAccess } from '../../connection/database-access.ts'
import { takeDirectKills } from '../../connection/direct-kills.ts'
import { BUILD_PAGE } from '../../connection/page-at.ts'
import { tellReplaced } from '../../connection/replaced.ts'
import { installation } from '../../connection/version.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import { logOnly, processLog } from '../../terminal/log-only.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = {
  data?: string
  binding?: string
  port: string
  databaseUrl?: string
  origin?: readonly string[]
  pageOrigin?: readonly string[]
  json?: boolean
}
const PORT = '4700'

export function define(command: Command, terminal: Terminal): void {
  command
    .option('--data <dir>', 'where everything is kept (CUTWATER_DATA; else ./.cutwater)')
    .option(
      '--binding <file>',
      'how targets and actions are reached (CUTWATER_BINDING; else ./cutwater.yaml)',
    )
    .option('--port <port>', 'port on 127.0.0.1; 0 takes any', terminal.env.CUTWATER_PORT ?? PORT)
    .option('--database-url <url>', 'a Postgres of yours instead of the built-in one (DATABASE_URL)')
    .option(
      '--origin <url...>',
      'where people reach it through a proxy of yours that ends TLS, such as https://cutwater.example',
    )
    .option(
      '--page-origin <url...>',
      'other sites whose pages may ask with a token, such as to evaluate flags',
    )
    .option('--json', 'print JSON')
    .action((options: Options) => {
      const port = portFrom(options.port)
      const origins = { own: originsFrom(options.origin), pages: originsFrom(options.pageOrigin) }
      const log = processLog(terminal)
      return logOnly(terminal, log, () => serve({ ...options, port, origins }, log, terminal))
    })
}

type Served = Pick<Options, 'data' | 'binding' | 'databaseUrl' | 'json'> & {
  readonly port: number
  readonly origins: { readonly own: readonly string[]; readonly pages: readonly string[] }
}

async function serve(options: Served, log: Logger, terminal: Terminal): Promise<void> {
  const { env, cwd, stop } = terminal
  const dataDir = dataDirectory(options.data, terminal)
  const bindingFile = resolve(cwd, options.binding ?? env.CUTWATER_BINDING ?? 'cutwater.yaml')
  const database = databaseAccess(options.databaseUrl ?? env.DATABASE_URL, terminal)
  const { port, origins } = options
  makeDataDirectory(dataDir)
  const stopTelling = tellReplaced((message) => log.warn(message))
  const { composeServer } = await import('../../../compose/server.ts')
  const { serveHttp } = await import('../../../compose/http.ts')
  const server = await composeServer({
    dataDir,
    bindingFile,
    log,
    ...(database === null ? {} : { database }),
  }).catch((error: unknown) => {
    throw notServed(error, log, terminal)
  })
  try {
    const http = await serveHttp(server, { dataDir, port, log, origins }).catch((error: unknown) => {
      throw notServed(error, log, terminal)
    })
    try {
      await takeDirectKills(dataDir, (said) => explainLatch(server.runtime, said)).catch((error: unknown) => {
        log.error({ err: error }, 'what was said with kill --direct is not written down yet')
      })
      writeServerFile(dataDir, { url: http.url, pid: process.pid, installation: installation() })
      terminal.say(
        options.json === true
          ? JSON.stringify({ url: http.url, dataDir, bindingFile })
          : `cutwater serves at ${http.url}; its data is in ${dataDir}`,
      )
      if (options.json !== true)
        terminal.say(
          http.pageBuilt
            ? 'The live page is there too: cutwater open'
            : `The live page is not built: ${BUILD_PAGE}`,
        )
      await Promise.race([stopped(stop), server.databaseEnded.then((said) => databaseGone(stop, said))])
    } finally {
      removeServerFile(dataDir, process.pid)
      await http.close()
    }
  } finally {
    stopTelling()
    await server.stop()
  }
}

function notServed(error: unknown, log: Logger, terminal: Terminal): Fault {
  const findings = error instanceof Error && 'findings' in error ? (error.findings as readonly Finding[]) : []
  for (const finding of findings)
    if (terminal.live) terminal.note(formatFinding(finding))
    else log.error(formatFinding(finding))
  return new Fault(sentenceOf(error), findings.length > 0 ? 'Fix what is listed above.' : remedyFor(error), {
    cause: error,
  })
}

function remedyFor(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  // What it says itself of what to do.
  if (error instanceof Error && 'remedy' in error && error.remedy !== '') return String(error.remedy)
  if (name === 'DirectoryInUse') return 'Use that server, or another directory with --data DIR.'
  if (name === 'DirectoryNotWritable') return 'Name one that you may write to with --data DIR.'
  if (name === 'PortNotUsable') return 'Name another with --port PORT; 0 takes any that is free.'
  if (name === 'NotServable') return 'Name another binding with --binding FILE, or correct this one.'
  if (name === 'DatabaseNotReached')
    return 'See that it runs and that the URL is right (--database-url, DATABASE_URL).'
  if (name === 'SessionsNotKept')
    return 'Set pool_mode = session in the pooler, or name Postgres itself with --database-url.'
  return ''
}

function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve()
    stop.addEventListener('abort', () => resolve(), { once: true })
  })
}

function databaseGone(stop: AbortSignal, said: string): void {
  if (stop.aborted) return
  const what = `the database ended unexpectedly${said === '' ? '' : `: ${said}`}`
  throw new Fault(what, 'Start the server again; nothing that was committed is lost.')
}

function portFrom(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Fault(`"${text}" is no port`, 'Write a number from 0 to 65535.')
  return port
}

function originsFrom(given: readonly string[] = []): readonly string[] {
  return given.map((text) => {
    const origin = URL.canParse(text) ? new URL(text).origin : 'null'
    if (!/^https?:/.test(origin) || new URL(text).href !== `${origin}/`)
      throw new Fault(`"${text}" is no origin`, 'Write scheme and host, such as https://cutwater.example.')
    return origin
  })
}
