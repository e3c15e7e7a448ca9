import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { dataDirectory } from '../../connection/data-directory.ts'
import { leaveDirectKill } from '../../connection/direct-kills.ts'
import { foretell } from '../../connection/foretell.ts'
import { giveCommand } from '../../connection/give-command.ts'
import { confirm } from '../../terminal/confirm.ts'
import { EXIT } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import { fullTarget, isChangeId } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & {
  json?: boolean
  because: string
  yes?: boolean
  direct?: boolean
  binding?: string
}

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<target-or-id>', 'a target such as staging/wix, or a change'))
    .option(REASON, 'why', 'killed from the command line')
    .option('--direct', "ask the proxies' own sockets: needs no server and no database")
    .option('--binding <file>', 'where --direct finds them (CUTWATER_BINDING)', undefined)
    .option('-y, --yes', 'do not ask')
    .action((word: string, options: Options) => kill(word, options, terminal))
}

async function kill(word: string, options: Options, terminal: Terminal): Promise<void> {
  if (isChangeId(word)) {
    if (options.direct === true)
      throw new Fault('--direct knows targets only', 'Name a target, such as staging/wix.')
    const body = { command: 'kill', because: options.because } as const
    await foretell(word, body, options, terminal)
    await confirm(`Kill ${word}?`, options.yes === true, terminal)
    return giveCommand(word, body, 'none', 'killed', options, terminal)
  }
  return options.direct === true ? killDirectly(word, options, terminal) : killTarget(word, options, terminal)
}

async function killTarget(word: string, options: Options, terminal: Terminal): Promise<void> {
  const client = connect(options, terminal)
  // A full name is believed at once: in an emergency no question comes first.
  const target = word.includes('/')
    ? word
    : fullTarget(
        word,
        (await client.targets()).map(({ name }) => name),
      )
  await confirm(`Close and latch ${target}?`, options.yes === true, terminal)
  const killed = await client.kill(target, options.because)
  // A server of an earlier version says nothing of it. A script must not take for closed what may be open.
  const { open = [] } = killed
  if (open.length > 0) terminal.exitCode(EXIT.failed)
  if (options.json === true) return terminal.say(JSON.stringify(killed))
  terminal.say(killedWords(target, killed.already, open))
  if (killed.change === null)
    terminal.say(
      'No change moved it, so there was nothing to stop or to roll back; as long as it is latched, no change opens it.',
    )
  else
    terminal.say(
      killed.answer === 'pending'
        ? `${killed.change} moved it and rolls back at its next turn; whatever else it moved is latched too`
        : `${killed.change} moved it and rolls back; whatever else it moved is latched too`,
    )
}

function killedWords(target: string, already: boolean, open: readonly string[]): string {
  if (open.length > 0)
    return (
      `${target}: latched, but NOT KNOWN TO BE CLOSED at ${open.join(', ')}. The server goes on trying; ` +
      `cutwater targets shows when it is closed, and cutwater kill ${target} --direct asks the proxy itself`
    )
  return `${target}: ${already ? 'was closed and latched already' : 'closed and latched'}; it stays so until cutwater release ${target}`
}

async function killDirectly(word: string, options: Options, terminal: Terminal): Promise<void> {
  const { latchDirectly } = await import('../../../compose/direct.ts')
  const { readBinding } = await import('../../../compose/binding.ts')
  const file = resolve(terminal.cwd, options.binding ?? terminal.env.CUTWATER_BINDING ?? 'cutwater.yaml')
  const { environments } = await readBinding(file)
  const known = Object.entries(environments).flatMap(([environment, { targets }]) =>
    Object.keys(targets).map((service) => `${environment}/${service}`),
  )
  const target = fullTarget(word, known)
  await confirm(`Close and latch ${target} at its proxies, past the server?`, options.yes === true, terminal)
  const latched = await latchDirectly(file, target)
  await tellServer(target, options, terminal)
  if (options.json === true) return terminal.say(JSON.stringify({ target, latched }))
  for (const { proxy, already, unsure } of latched) {
    terminal.say(`${target}: ${already ? 'was latched already' : 'closed and latched'} at ${proxy}`)
    if (unsure !== null) terminal.note(`${unsure}.`)
  }
  terminal.say(
    'A server that runs takes the latch over, writes it down and aborts the change that moved the target.',
  )
}

/** The proxies keep no reason: the server is told it, and else finds it in its data directory when it is back. */
async function tellServer(target: string, options: Options, terminal: Terminal): Promise<void> {
  try {
    await connect(options, terminal).kill(target, options.because, AbortSignal.timeout(TELL_LIMIT_MS))
  } catch {
    const said = {
      target,
      by: loginName(),
      because: options.because,
      at: new Date(terminal.now()).toISOString(),
    }
    const kept = leaveDirectKill(dataDirectory(options.data, terminal), said)
    terminal.note(
      kept
        ? 'The server does not answer; it writes the reason down at its next start.'
        : `The server could not be told the reason: when it answers, cutwater kill ${target} --because "..." writes it down.`,
    )
  }
}

/** A uid without an entry in the system's list of users has no name. */
function loginName(): string {
  try {
    return userInfo().username
  } catch {
    return 'an unknown user'
  }
}

/** The target is latched already; nobody waits long for the rest. */
const TELL_LIMIT_MS = 3_000
