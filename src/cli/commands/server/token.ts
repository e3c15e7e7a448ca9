import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { ROLE_NAMES } from '../../../core/access/roles.ts'
import type { TokenView } from '../../../read/records/token-view.ts'
import { localTime } from '../../../read/words/time.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { pad, plain } from '../../screen/text.ts'
import { confirm } from '../../terminal/confirm.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & { readonly json?: boolean }
type CreateOptions = Options & { role: readonly string[]; expires?: string; out?: string }
type RevokeOptions = Options & { because: string; force?: boolean; yes?: boolean }

export function define(command: Command, terminal: Terminal): void {
  const add = (words: string, summary: string) => asksServer(command.command(words).description(summary))
  add('create <name>', 'make a token and print it, this once')
    .requiredOption('--role <role...>', `what it may do: ${ROLE_NAMES.join(', ')}`)
    .option('--expires <duration>', 'how long it is good for; a year at most', '30d')
    .option('--out <file>', 'write it there, for you alone (0600), instead of printing it')
    .action((name: string, options: CreateOptions) => create(name, options, terminal))
  add('list', 'every token, the valid ones first').action((options: Options) => list(options, terminal))
  add('revoke <token>', 'take one back, by its id or its name')
    .option(REASON, 'why', 'revoked from the command line')
    .option('--force', 'also the last one that may manage tokens')
    .option('-y, --yes', 'do not ask')
    .action((token: string, options: RevokeOptions) => revoke(token, options, terminal))
}

async function create(name: string, options: CreateOptions, terminal: Terminal): Promise<void> {
  const { role, expires, out, json } = options
  const client = connect(options, terminal)
  // Made first: a token that cannot be handed over is worse than an empty file.
  const file = out === undefined ? null : newFile(resolve(terminal.cwd, out))
  const { token, secret, sameName } = await client
    .createToken({ name, roles: [...role], ...(expires === undefined ? {} : { expiresIn: expires }) })
    .catch((error: unknown) => {
      file?.remove()
      throw error
    })
  try {
    file?.write(`${secret}\n`)
  } catch (cause) {
    throw new Fault(
      `the token was made, and could not be written: ${sentenceOf(cause)}`,
      `It was not handed over; revoke it: cutwater token revoke ${token.id}.`,
      { cause },
    )
  }
  if (json === true)
    return terminal.say(
      JSON.stringify({ ...token, ...(file === null ? { secret } : { file: file.path }), sameName }),
    )
  terminal.say(file === null ? secret : file.path)
  const until = localTime(token.expiresAt, terminal.zone, terminal.now())
  terminal.note(`${plain(token.name)} (${token.id}) may act as ${token.roles.join(', ')} until ${until}.`)
  if (file === null)
    terminal.note(
      'It is shown this once, and kept nowhere: give it to its holder, or keep it in a 0600 file.',
    )
  if (sameName.length > 0)
    terminal.note(
      `${plain(token.name)} has other valid tokens: ${sameName.join(', ')}. Revoke those that are not used any more.`,
    )
}

/** Refuses one that is there: it may be a token that is in use, and others may be able to read it. */
function newFile(path: string): { readonly path: string; write(text: string): void; remove(): void } {
  try {
    const handle = openSync(path, 'wx', 0o600)
    return {
      path,
      write: (text) => {
        writeFileSync(handle, text)
        fsyncSync(handle)
        closeSync(handle)
      },
      remove: () => {
        closeSync(handle)
        rmSync(path, { force: true })
      },
    }
  } catch (cause) {
    throw new Fault(
      `${path} cannot be written: ${sentenceOf(cause)}`,
      'Name a file that is not there yet with --out FILE.',
      {
        cause,
      },
    )
  }
}

async function list(options: Options, terminal: Terminal): Promise<void> {
  const tokens = await connect(options, terminal).tokens()
  if (options.json === true) return terminal.say(JSON.stringify(tokens))
  const rows = tokens.map((token) => ({ ...token, name: plain(token.name), roles: token.roles.join(', ') }))
  const widthOf = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length))
  const nameWidth = widthOf(rows.map(({ name }) => name))
  const rolesWidth = widthOf(rows.map(({ roles }) => roles))
  const time = (at: string) => localTime(at, terminal.zone, terminal.now())
  for (const row of rows) {
    const used = row.lastUsedAt === null ? 'never used' : `used ${time(row.lastUsedAt)}`
    terminal.say(
      `${row.id}  ${pad(row.name, nameWidth)}  ${pad(row.roles, rolesWidth)}  ${stateOf(row, time, terminal)}  ${used}`,
    )
  }
}

type Ending = Pick<TokenView, 'state' | 'expiresAt' | 'revokedAt' | 'revokedBy'>

function stateOf(token: Ending, time: (at: string) => string, { paint }: Terminal): string {
  switch (token.state) {
    case 'valid':
      return `until ${time(token.expiresAt)}`
    case 'expired':
      return paint.dim(`expired ${time(token.expiresAt)}`)
    case 'revoked':
      return paint.dim(
        `revoked ${time(token.revokedAt ?? token.expiresAt)} by ${plain(token.revokedBy ?? '?')}`,
      )
  }
}

async function revoke(word: string, options: RevokeOptions, terminal: Terminal): Promise<void> {
  await confirm(`Revoke ${plain(word)}, and end its sessions?`, options.yes === true, terminal)
  const answer = await connect(options, terminal).revokeToken(word, options.because, options.force === true)
  if (options.json === true) return terminal.say(JSON.stringify(answer))
  const { token, already, own } = answer
  terminal.say(`${plain(token.name)} (${token.id}): ${already ? 'was revoked already' : 'revoked'}`)
  if (own && !already)
    terminal.note('That was the token you asked with: the next command needs another (--token-file FILE).')
}
