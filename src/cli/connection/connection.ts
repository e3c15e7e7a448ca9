import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type Client, httpClient } from '../../http/client/client.ts'
import { Fault, sentenceOf } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { dataDirectory, lookAtFile, readServerFile } from './data-directory.ts'

export type ConnectionOptions = {
  readonly server?: string
  readonly tokenFile?: string
  readonly data?: string
  /** How long an answer may take. Default: 10 s. */
  readonly timeoutMs?: number
}

/** The options of every command that asks a server. */
export function asksServer(command: Command): Command {
  return command
    .option('--server <url>', 'where the server is (CUTWATER_SERVER; else as the data directory says)')
    .option('--token-file <file>', 'file with the token (CUTWATER_TOKEN_FILE; else DATA/token)')
    .option('--data <dir>', 'data directory of the server (CUTWATER_DATA; else ./.cutwater)')
    .option('--json', 'print JSON')
}

/**
 * Where the server is and the token for it, looked up anew each time: a server that was started again may be
 * elsewhere.
 */
export function connect(options: ConnectionOptions, terminal: Pick<Terminal, 'env' | 'cwd'>): Client {
  const directory = dataDirectory(options.data, terminal)
  const url = urlOf(options, directory, terminal)
  if (url === undefined)
    throw new Fault(
      `there is no server in ${directory}`,
      'Start one with cutwater serve, or say where it is with --server URL.',
    )
  const { timeoutMs } = options
  return httpClient({
    url: checkedUrl(url),
    token: readToken(options, directory, terminal),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
}

/** Whether anything says where a server is: for commands that can do without one. */
export function knowsServer(options: ConnectionOptions, terminal: Pick<Terminal, 'env' | 'cwd'>): boolean {
  return urlOf(options, dataDirectory(options.data, terminal), terminal) !== undefined
}

const urlOf = (
  { server }: ConnectionOptions,
  directory: string,
  { env }: Pick<Terminal, 'env'>,
): string | undefined => server ?? env.CUTWATER_SERVER ?? readServerFile(directory)?.url

function checkedUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Fault(`"${url}" is not the URL of a server`, 'Write it as http://127.0.0.1:PORT.')
  return url
}

export function tokenPath(
  { tokenFile }: ConnectionOptions,
  directory: string,
  { env, cwd }: Pick<Terminal, 'env' | 'cwd'>,
): string {
  return resolve(cwd, tokenFile ?? env.CUTWATER_TOKEN_FILE ?? join(directory, 'token'))
}

function readToken(
  options: ConnectionOptions,
  directory: string,
  terminal: Pick<Terminal, 'env' | 'cwd'>,
): string {
  const path = tokenPath(options, directory, terminal)
  const mode = modeIfSeen(path)
  if (mode !== null && !mode.endsWith('00'))
    throw new Fault(
      `the token in ${path} can be read by others (mode ${mode})`,
      'Run chmod 600 on it, and replace the token if others may have seen it.',
    )
  const token = textOf(path)
  // What is in the file is not quoted: it may be another secret.
  if (!TOKEN.test(token))
    throw new Fault(`there is no token in ${path}`, 'It has to hold the token and nothing else, on one line.')
  return token
}

/** One that cannot be looked at cannot be read either, which is told then. */
function modeIfSeen(path: string): string | null {
  const seen = lookAtFile(path)
  return seen.is === 'there' ? seen.mode : null
}

const TOKEN = /^[\x21-\x7e]{1,500}$/

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new Fault(
      `the token ${path} cannot be read: ${sentenceOf(cause)}`,
      'Name its file with --token-file FILE (CUTWATER_TOKEN_FILE); the first one lies in the data directory of the server that was first.',
      { cause },
    )
  }
}
