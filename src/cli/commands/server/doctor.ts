import { resolve } from 'node:path'
import process from 'node:process'
import type { Command } from 'commander'
import type { Finding as PlacedFinding } from '../../../core/document/finding.ts'
import { type Client, Refused } from '../../../http/client/client.ts'
import { localTime } from '../../../read/words/time.ts'
import {
  asksServer,
  type ConnectionOptions,
  connect,
  knowsServer,
  tokenPath,
} from '../../connection/connection.ts'
import { dataDirectory, type FileSeen, lookAtFile, readServerFile } from '../../connection/data-directory.ts'
import { replacedSince } from '../../connection/replaced.ts'
import { pad, plain } from '../../screen/text.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { databaseFindings } from './database-findings.ts'
import type { Finding } from './finding.ts'
import { gatewayFindings } from './gateway-finding.ts'
import { loopFindings } from './loop-findings.ts'
import { sinkFindings } from './sink-findings.ts'

type Options = ConnectionOptions & { json?: boolean; binding?: string; databaseUrl?: string }

const SKEW_MS = 2_000
const UNDER_WAY_MAX = 10_000

export function define(command: Command, terminal: Terminal): void {
  asksServer(command)
    .option('--binding <file>', 'the binding to look at (CUTWATER_BINDING; else ./cutwater.yaml)')
    .option('--database-url <url>', 'the database to look at (DATABASE_URL)')
    .action(async (options: Options) => {
      const findings = await examine(options, terminal)
      terminal.exitCode(findings.some(({ is }) => is === 'bad') ? 1 : 0)
      if (options.json === true) return terminal.say(JSON.stringify(findings))
      for (const { what, is, says, remedy } of findings) {
        terminal.say(`${mark(is, terminal)} ${pad(what, 10)} ${says}`)
        if (remedy !== undefined && remedy !== '') terminal.say(`${' '.repeat(13)}${remedy}`)
      }
    })
}

function mark(is: Finding['is'], { paint }: Terminal): string {
  return is === 'good' ? paint.green('✓') : is === 'bad' ? paint.red('✗') : paint.yellow('-')
}

/** Everything that is right and wrong here; asks what the options lead to. */
export async function examine(options: Options, terminal: Terminal): Promise<readonly Finding[]> {
  const directory = dataDirectory(options.data, terminal)
  return [
    node(),
    dataDir(directory),
    token(directory, options, terminal),
    ...(await signing(directory)),
    ...(await server(options, terminal)),
    ...(await databaseFindings(options.databaseUrl, terminal, clock)),
    ...(await binding(options, directory, terminal)),
  ]
}

function node(): Finding {
  const major = Number.parseInt(process.versions.node, 10)
  const { node: version } = process.versions
  if (major >= 24) return { what: 'node', is: 'good', says: version }
  return {
    ...{ what: 'node', is: 'bad', says: `${version}; it has to be 24 or newer` },
    remedy: 'bin/cutwater.mjs of a checkout brings its own: run that, or install Node 24.',
  }
}

/**
 * A proxy and the database differ: nothing but a person ends that. A server of an earlier version says nothing of it.
 */
async function conflicts(client: Client): Promise<readonly Finding[]> {
  return (await client.targets()).flatMap(({ name, conflict }): Finding[] =>
    conflict == null
      ? []
      : [
          {
            what: 'conflict',
            is: 'bad',
            says: `${plain(conflict.sentence)}; find out which is right, then cutwater targets adopt-proxy ${name} (${plain(conflict.adoptProxy)}) or overwrite-proxy (${plain(conflict.overwriteProxy)})`,
          },
        ],
  )
}

function dataDir(directory: string): Finding {
  const seen = lookAtFile(directory)
  if (seen.is === 'unseen') return unseen('data', seen)
  if (seen.is === 'missing')
    return { what: 'data', is: 'missing', says: `${directory} is not there yet; serve makes it` }
  const { mode } = seen
  const open = !mode.endsWith('00')
  return {
    what: 'data',
    is: open ? 'bad' : 'good',
    says: open ? `${directory} can be read by others (mode ${mode}): chmod 700 it` : directory,
  }
}

function token(directory: string, options: Options, terminal: Terminal): Finding {
  const path = tokenPath(options, directory, terminal)
  const seen = lookAtFile(path)
  if (seen.is === 'unseen') return unseen('token', seen)
  if (seen.is === 'missing') return noToken(path, knowsServer(options, terminal))
  const { mode } = seen
  const open = !mode.endsWith('00')
  return {
    what: 'token',
    is: open ? 'bad' : 'good',
    says: open ? `${path} can be read by others (mode ${mode}): chmod 600 it` : path,
  }
}

/** A server that has started once makes none any more: of several on one database the first made the only one. */
function noToken(path: string, hasStarted: boolean): Finding {
  if (!hasStarted)
    return {
      ...{ what: 'token', is: 'missing', says: `${path} is not there` },
      remedy: 'The first start of the first server of a database makes it; servers after that make none.',
    }
  return {
    ...{ what: 'token', is: 'bad', says: `${path} is not there, and a server that has started makes none` },
    remedy: `Where there is a token: cutwater token create NAME --role admin --out FILE; put it there, for its user alone (600).`,
  }
}

const unseen = (what: string, { says }: Extract<FileSeen, { is: 'unseen' }>): Finding => ({
  ...{ what, is: 'bad', says },
  remedy: 'Give it to this user, or ask as the user of the server (runuser -u cutwater -- …).',
})

async function signing(directory: string): Promise<readonly Finding[]> {
  const { examineSigning } = await import('../../../compose/examine-signing.ts')
  try {
    const findings = await examineSigning(directory)
    return findings.map(({ is, says }) => ({ what: 'journal', is: is === 'warning' ? 'missing' : is, says }))
  } catch (error) {
    return [{ what: 'journal', is: 'missing', says: `its keys cannot be seen: ${sentenceOf(error)}` }]
  }
}

async function server(options: Options, terminal: Terminal): Promise<readonly Finding[]> {
  if (!knowsServer(options, terminal))
    return [{ what: 'server', is: 'missing', says: 'none runs on this data directory' }]
  try {
    const client = connect(options, terminal)
    const asked = terminal.now()
    const { at } = await client.ready()
    const skewMs = Math.round(Date.parse(at) - (asked + terminal.now()) / 2)
    const changes = await client.changes('preparing,running,paused,rolling-back', UNDER_WAY_MAX)
    const { name, roles, expiresAt } = await client.whoAsks()
    return [
      {
        what: 'server',
        is: 'good',
        says: `${client.url} is ready; ${changes.length === 1 ? 'one change is' : `${changes.length} changes are`} under way`,
      },
      {
        what: 'you',
        is: 'good',
        says: `${plain(name)}, as ${roles.join(', ')}, until ${localTime(expiresAt, terminal.zone, asked)}`,
      },
      clock('its clock', skewMs),
      ...replaced(options, terminal),
      ...(await conflicts(client)),
      ...(await loops(client, terminal)),
    ]
  } catch (error) {
    return [{ what: 'server', is: 'bad', says: sentenceOf(error), remedy: remedyOf(error) }]
  }
}

/** Whether this installation was put over the one that the server of this data directory was started from. */
function replaced(options: Options, terminal: Terminal): readonly Finding[] {
  const began = readServerFile(dataDirectory(options.data, terminal))?.installation
  const says = began === undefined ? null : replacedSince(began)
  return says === null ? [] : [{ what: 'server', is: 'bad', says }]
}

function remedyOf(error: unknown): string {
  if (error instanceof Fault) return error.remedy
  if (error instanceof Refused) return error.problem.remedy
  return 'Start it with cutwater serve, or say where it is with --server URL; its log says why it ended.'
}

/** A server of an earlier version does not tell of its loops. */
async function loops(client: Client, { now }: Terminal): Promise<readonly Finding[]> {
  try {
    const { loops } = await client.server()
    return loopFindings(loops, now())
  } catch (error) {
    if (error instanceof Refused && error.is('unknown-route'))
      return [{ what: 'loops', is: 'missing', says: 'this server is older and does not tell of its loops' }]
    throw error
  }
}

function clock(whose: string, skewMs: number): Finding {
  const far = Math.abs(skewMs) > SKEW_MS
  return {
    what: 'clock',
    is: far ? 'bad' : 'good',
    says: `${whose} is ${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} this machine${far ? ': set both by NTP' : ''}`,
  }
}

async function binding(options: Options, directory: string, terminal: Terminal): Promise<readonly Finding[]> {
  const named = options.binding ?? terminal.env.CUTWATER_BINDING
  const file = resolve(terminal.cwd, named ?? 'cutwater.yaml')
  const seen = lookAtFile(file)
  if (seen.is === 'unseen')
    return [
      named === undefined
        ? { what: 'binding', is: 'missing', says: seen.says, remedy: NAME_YOURS }
        : unseen('binding', seen),
    ]
  if (seen.is === 'missing')
    return [
      {
        ...{ what: 'binding', is: named === undefined ? 'missing' : 'bad', says: `${file} is not there` },
        remedy: NAME_YOURS,
      },
    ]
  const { readBinding } = await import('../../../compose/binding.ts')
  const { gatewaysOf } = await import('../../../compose/direct.ts')
  const { examineGatewaySides } = await import('../../../compose/gateway-sides.ts')
  const { examineHaproxies } = await import('../../../compose/haproxy.ts')
  const { examineSignals } = await import('../../../compose/probe-signals.ts')
  try {
    await readBinding(file)
  } catch (error) {
    return wrongBinding(file, error)
  }
  const [gateways, sides, haproxies, measuring, sinks] = await Promise.all([
    gatewaysOf(file, terminal.now),
    examineGatewaySides(file),
    examineHaproxies(file),
    examineSignals(file),
    sinkFindings(file, directory, () => connect(options, terminal)),
  ])
  return [
    { what: 'binding', is: 'good', says: file },
    ...gateways.flatMap(gatewayFindings),
    ...sides.map(
      ({ severity, line, column, message, remedy }): Finding => ({
        ...{ what: 'gateway', is: severity === 'error' ? 'bad' : 'missing' },
        ...{ says: `${file}:${line}:${column}: ${message}`, remedy },
      }),
    ),
    ...haproxies.flatMap(({ target, seen }) =>
      seen.map(
        ({ is, says }): Finding => ({
          what: 'haproxy',
          is: is === 'unseen' ? 'missing' : is,
          says: `${target}: ${says}`,
        }),
      ),
    ),
    ...sinks,
    ...measuring.map(({ good, says }): Finding => ({ what: 'signals', is: good ? 'good' : 'bad', says })),
  ]
}

const NAME_YOURS = 'Name yours with --binding FILE; docs/how-to/bind-an-environment.md says what is in it.'

/** Each thing that is wrong with it, in its line. */
function wrongBinding(file: string, error: unknown): readonly Finding[] {
  const findings =
    error instanceof Error && 'findings' in error ? (error.findings as readonly PlacedFinding[]) : []
  if (findings.length === 0)
    return [
      { what: 'binding', is: 'bad', says: sentenceOf(error), remedy: `Make ${file} readable for this user.` },
    ]
  return findings.map(({ line, column, message, remedy }) => ({
    ...{ what: 'binding', is: 'bad', says: `${file}:${line}:${column}: ${message}`, remedy },
  }))
}
