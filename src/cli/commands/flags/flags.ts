import { type Command, Option } from 'commander'
import type { Schemas } from '../../../http/client/client.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { pad, plain } from '../../screen/text.ts'
import { Fault } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type EvalOptions, evalFlag } from './eval-flag.ts'
import { type ExportOptions, exportFlags, FORMATS } from './export-flags.ts'
import { rollBack, showDiff, showHistory, shownContent } from './flag-versions.ts'
import { type ImportOptions, importFlags } from './import-flags.ts'
import { placeOf } from './place.ts'
import { type SetOptions, setFlag } from './set-flag.ts'

type Options = ConnectionOptions & { json?: boolean; because: string; text?: boolean; environment?: string }

export function define(command: Command, terminal: Terminal): void {
  const add = (words: string, summary: string) => asksServer(command.command(words).description(summary))
  add('list', 'every flag of an environment')
    .requiredOption('--environment <name>', 'such as staging')
    .action((options: Options) => list(options, terminal))
  add('get <target> <flag>', 'the value of one flag').action(
    (target: string, flag: string, options: Options) => get(target, flag, options, terminal),
  )
  add('set <target> <flag> [value]', 'set a flag; true, false and numbers are what they look like')
    .option(REASON, 'why', 'set from the command line')
    .option('--text', 'the value is text, whatever it looks like')
    .option('--definition <file>', "instead of a value: who gets what, in flagd's format (JSON or YAML)")
    .action((target: string, flag: string, value: string | undefined, options: SetOptions) =>
      setFlag(target, flag, value, options, terminal),
    )
  add('import <target> <file>', 'set every flag of a file of flagd (JSON or YAML): all of them or none')
    .option('--dry-run', 'only say what would change')
    .option(REASON, 'why', 'imported from the command line')
    .action((target: string, file: string, options: ImportOptions) =>
      importFlags(target, file, options, terminal),
    )
  for (const turn of ['lock', 'unlock'] as const)
    add(
      `${turn} <target> <flag>`,
      turn === 'lock' ? 'refuse later sets, except of a rollback' : 'allow sets again',
    )
      .requiredOption(REASON, 'why')
      .action((target: string, flag: string, options: Options) =>
        turnLock(turn, target, flag, options, terminal),
      )
  add('history <target> <flag>', 'every version it has had').action(
    (target: string, flag: string, options: Options) => showHistory(target, flag, options, terminal),
  )
  add(
    'diff <target> <flag> [from] [to]',
    'what differs between two versions; else between the last two',
  ).action(
    (target: string, flag: string, from: string | undefined, to: string | undefined, options: Options) =>
      showDiff(target, flag, [from, to], options, terminal),
  )
  add('rollback <target> <flag> <version>', 'give it again what it held in an earlier version')
    .requiredOption(REASON, 'why')
    .action((target: string, flag: string, version: string, options: Options) =>
      rollBack(target, flag, version, options, terminal),
    )
  add('eval <target> <flag>', 'what a user would get')
    .option('--subject <key>', 'for whom: the targetingKey, as traffic knows them')
    .option('--segment <name>', 'the group they are in')
    .option('--context <json>', 'whatever else the rule asks for, as a JSON object')
    .action((target: string, flag: string, options: EvalOptions) => evalFlag(target, flag, options, terminal))
  add('export <target>', 'all flags of a target as a file')
    .addOption(
      new Option('--format <format>', 'VITE_ lines, values, or a file of flagd')
        .choices(FORMATS)
        .default('json'),
    )
    .action((target: string, options: ExportOptions) => exportFlags(target, options, terminal))
}

async function list(options: Options, terminal: Terminal): Promise<void> {
  const rows = await connect(options, terminal).flags(options.environment ?? '')
  if (options.json === true) return terminal.say(JSON.stringify(rows))
  if (rows.length === 0) return terminal.say(`no flags in ${options.environment}`)
  const widths = {
    target: Math.max(...rows.map(({ target }) => target.length)),
    flag: Math.max(...rows.map(({ flag }) => flag.length)),
  }
  for (const row of rows) {
    const { target, flag, lock } = row
    const locked =
      lock === null ? '' : terminal.paint.yellow(`  locked by ${plain(lock.by)}: ${plain(lock.because)}`)
    const now = row.version === 0 ? 'absent' : shownContent(row)
    const later = row.staged.map((one) => terminal.paint.yellow(`  ${stagedWords(one)}`)).join('')
    terminal.say(`${pad(target, widths.target)}  ${pad(flag, widths.flag)}  ${now}${later}${locked}`)
  }
}

/** Beside what it is now. */
function stagedWords({ change, value, liveAt }: Schemas['Flag']['staged'][number]): string {
  const when = liveAt === null ? 'when its change opens' : `at ${liveAt}`
  return `live ${when}: ${value === null ? 'what a step reports' : plain(String(value))} (${change})`
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
  terminal.say(options.json === true ? JSON.stringify(row) : shownOne(row))
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
    `${place.environment}/${place.target} ${flag}: ${answer.already ? 'nothing to do, it is so already' : `${turn}ed`}`,
  )
}

/** The value alone, for scripts; or the definition. */
function shownOne({ value, definition }: Schemas['Flag']): string {
  if (value !== null) return plain(String(value))
  return JSON.stringify(definition, null, 2).split('\n').map(plain).join('\n')
}
