import type { Command } from 'commander'
import type { Scalar } from '../core/runbook/runbook.ts'
import type { FlagPlace } from '../http/client.ts'
import { asksServer, type ConnectionOptions, connect } from './connection.ts'
import { Fault } from './fault.ts'
import { pad, plain } from './screen/text.ts'
import { localTime } from './screen/time.ts'
import { fullTarget } from './target-name.ts'
import type { Terminal } from './terminal.ts'

type Options = ConnectionOptions & { json?: boolean; because: string; text?: boolean; environment?: string }

export function define(command: Command, terminal: Terminal): void {
  const add = (words: string, summary: string) => asksServer(command.command(words).description(summary))
  add('list', 'every flag of an environment')
    .requiredOption('--environment <name>', 'such as staging')
    .action((options: Options) => list(options, terminal))
  add('get <target> <flag>', 'the value of one flag').action(
    (target: string, flag: string, options: Options) => get(target, flag, options, terminal),
  )
  add('set <target> <flag> <value>', 'set a flag; true, false and numbers are what they look like')
    .option('--because <reason>', 'why', 'set from the command line')
    .option('--text', 'the value is text, whatever it looks like')
    .action((target: string, flag: string, value: string, options: Options) =>
      set(target, flag, options.text === true ? value : scalarFrom(value), options, terminal),
    )
  for (const turn of ['lock', 'unlock'] as const)
    add(
      `${turn} <target> <flag>`,
      turn === 'lock' ? 'refuse later sets, except of a rollback' : 'allow sets again',
    )
      .requiredOption('--because <reason>', 'why')
      .action((target: string, flag: string, options: Options) =>
        turnLock(turn, target, flag, options, terminal),
      )
  add('history <target> <flag>', 'every value it has had').action(
    (target: string, flag: string, options: Options) => history(target, flag, options, terminal),
  )
}

async function list(options: Options, terminal: Terminal): Promise<void> {
  const rows = await connect(options, terminal).flags(options.environment ?? '')
  if (options.json === true) return terminal.say(JSON.stringify(rows))
  if (rows.length === 0) return terminal.say(`no flags in ${options.environment}`)
  const widths = {
    target: Math.max(...rows.map(({ target }) => target.length)),
    flag: Math.max(...rows.map(({ flag }) => flag.length)),
  }
  for (const { target, flag, value, lock } of rows) {
    const locked =
      lock === null ? '' : terminal.paint.yellow(`  locked by ${plain(lock.by)}: ${plain(lock.because)}`)
    terminal.say(`${pad(target, widths.target)}  ${pad(flag, widths.flag)}  ${plain(String(value))}${locked}`)
  }
}

async function get(word: string, flag: string, options: Options, terminal: Terminal): Promise<void> {
  const place = await placeOf(word, flag, options, terminal)
  const row = (await connect(options, terminal).flags(place.environment)).find(
    (one) => one.target === place.target && one.flag === flag,
  )
  if (row === undefined)
    throw new Fault(
      `there is no flag ${flag} on ${place.environment}/${place.target}`,
      `See cutwater flags list --environment ${place.environment}.`,
    )
  terminal.say(options.json === true ? JSON.stringify(row) : plain(String(row.value)))
}

async function set(
  word: string,
  flag: string,
  value: Scalar,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const place = await placeOf(word, flag, options, terminal)
  const answer = await connect(options, terminal).setFlag(place, value, options.because)
  if (options.json === true) return terminal.say(JSON.stringify({ ...place, value, ...answer }))
  terminal.say(
    `${place.environment}/${place.target} ${flag}=${value}${answer.already ? ' (it was so already)' : ''}`,
  )
}

async function turnLock(
  turn: 'lock' | 'unlock',
  word: string,
  flag: string,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const place = await placeOf(word, flag, options, terminal)
  const client = connect(options, terminal)
  const answer = await (turn === 'lock'
    ? client.lockFlag(place, options.because)
    : client.unlockFlag(place, options.because))
  if (options.json === true) return terminal.say(JSON.stringify({ ...place, ...answer }))
  terminal.say(
    `${place.environment}/${place.target} ${flag}: ${answer.already ? 'it was so already' : `${turn}ed`}`,
  )
}

async function history(word: string, flag: string, options: Options, terminal: Terminal): Promise<void> {
  const versions = await connect(options, terminal).flagHistory(await placeOf(word, flag, options, terminal))
  if (options.json === true) return terminal.say(JSON.stringify(versions))
  for (const { version, value, by, because, at } of versions)
    terminal.say(
      `${String(version).padStart(4)}  ${localTime(at, terminal.zone, terminal.now())}  ${value === null ? '(removed)' : plain(String(value))}  ${terminal.paint.dim(`by ${plain(by)}: ${plain(because)}`)}`,
    )
}

/** `staging/wix`, or only `wix` while one environment has it. */
async function placeOf(word: string, flag: string, options: Options, terminal: Terminal): Promise<FlagPlace> {
  const full = word.includes('/')
    ? word
    : fullTarget(
        word,
        (await connect(options, terminal).targets()).map(({ name }) => name),
      )
  const [environment = '', target = ''] = full.split('/')
  return { environment, target, flag }
}

export function scalarFrom(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text) ? Number(text) : text
}
