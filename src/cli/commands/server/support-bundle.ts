import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { arch, availableParallelism, platform, release, totalmem } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { documentWithoutCredentials, GIVEN_KEYS } from '../../../core/text/credentials.ts'
import type { Client } from '../../../http/client/client.ts'
import {
  asksServer,
  type ConnectionOptions,
  connect,
  knowsServer,
  tokenPath,
} from '../../connection/connection.ts'
import { dataDirectory } from '../../connection/data-directory.ts'
import { version } from '../../connection/version.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { examine } from './doctor.ts'

type Options = ConnectionOptions & {
  binding?: string
  databaseUrl?: string
  change?: string
  log?: readonly string[]
  out?: string
}

const CHANGES_MAX = 50
const ENTRIES_MAX = 5_000
/** Of a log, its end. */
const LOG_MAX_BYTES = 512 * 1024

export function define(command: Command, terminal: Terminal): void {
  asksServer(command)
    .option('--binding <file>', 'the binding to look at (CUTWATER_BINDING; else ./cutwater.yaml)')
    .option('--database-url <url>', 'the database to look at (DATABASE_URL)')
    .option('--change <id>', 'a change that went wrong, with its whole journal')
    .option('--log <file...>', 'logs of servers and gateways, of each its end')
    .option('--out <file>', 'where to write it; default: cutwater-support.json')
    .action(async (options: Options) => {
      const file = resolve(terminal.cwd, options.out ?? 'cutwater-support.json')
      const text = await bundle(options, terminal)
      write(file, text)
      terminal.say(
        `${file}: ${Math.ceil(Buffer.byteLength(text) / 1024)} KiB, for you alone. Read it before you give it to anybody: secrets that are known here are left out, and names of your services are not.`,
      )
    })
}

/** One document, so that people can read what they give away. */
async function bundle(options: Options, terminal: Terminal): Promise<string> {
  const bindingFile = resolve(
    terminal.cwd,
    options.binding ?? terminal.env.CUTWATER_BINDING ?? 'cutwater.yaml',
  )
  const directory = dataDirectory(options.data, terminal)
  const { redactionFor } = await import('../../../compose/redaction.ts')
  const database = options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }
  const redact = redactionFor(
    { ...terminal.env, ...database },
    bindingFile,
    tokenPath(options, directory, terminal),
  )
  const content = {
    madeAt: new Date(terminal.now()).toISOString(),
    cutwater: version(),
    machine: {
      ...{ node: process.versions.node, platform: platform(), release: release(), arch: arch() },
      ...{ processors: availableParallelism(), memoryMiB: Math.round(totalmem() / 1024 / 1024) },
    },
    doctor: await tried(() => examine(options, terminal)),
    binding: await tried(async () =>
      documentWithoutCredentials(parse(readFileSync(bindingFile, 'utf8')), redact, GIVEN_KEYS),
    ),
    server: knowsServer(options, terminal)
      ? await ofServer(connect(options, terminal), options.change)
      : null,
    logs: Object.fromEntries((options.log ?? []).map((log) => [log, endOf(resolve(terminal.cwd, log))])),
  }
  return `${JSON.stringify(documentWithoutCredentials(content, redact), null, 2)}\n`
}

async function ofServer(client: Client, change: string | undefined) {
  return {
    about: await tried(() => client.server()),
    targets: await tried(() => client.targets()),
    changes: await tried(() => client.changes(undefined, CHANGES_MAX)),
    metrics: await tried(() => client.metrics()),
    ...(change === undefined
      ? {}
      : {
          change: await tried(() => client.change(change)),
          journal: await tried(() => journalOf(client, change)),
        }),
  }
}

async function journalOf(client: Client, id: string) {
  const entries: unknown[] = []
  for (let after = 0; entries.length < ENTRIES_MAX; ) {
    const page = await client.journalOf(id, after)
    if (page.entries.length === 0) break
    entries.push(...page.entries)
    after = page.after
  }
  return entries
}

/** What cannot be had says why, in its place. */
async function tried<T>(ask: () => Promise<T>): Promise<T | { readonly missing: string }> {
  try {
    return await ask()
  } catch (error) {
    return { missing: sentenceOf(error) }
  }
}

function endOf(file: string): readonly string[] | { readonly missing: string } {
  try {
    const fd = openSync(file, 'r')
    try {
      const { size } = fstatSync(fd)
      const bytes = Buffer.alloc(Math.min(size, LOG_MAX_BYTES))
      readSync(fd, bytes, 0, bytes.length, size - bytes.length)
      return bytes
        .toString('utf8')
        .split('\n')
        .slice(size > LOG_MAX_BYTES ? 1 : 0)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    return { missing: sentenceOf(error) }
  }
}

/** Never over a file that is there: it may be another bundle. */
function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Fault(`${file} is there already`, 'Remove it, or name another with --out.')
    throw new Fault(`${file} cannot be written: ${sentenceOf(error)}`, 'Name another place with --out.')
  }
}
