import type { Command } from 'commander'
import { parseDuration } from '../../../core/time/duration.ts'
import { formatInstant } from '../../../core/time/instant.ts'
import { parseInstant } from '../../../core/time/parse-instant.ts'
import { writesWords } from '../../../read/words/mode.ts'
import { span } from '../../../read/words/time.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { modeLines } from '../../screen/mode-lines.ts'
import { EXIT } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import { fullTarget } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { timeoutFrom } from '../../terminal/timeout.ts'
import { chosenTargets } from './traffic.ts'

type Options = ConnectionOptions & { json?: boolean }
type Because = Options & { because: string }
type Enable = Because & { message: string; readOnly?: boolean; until?: string; drain?: string }

const TARGET = ['<target>', 'such as staging/wix'] as const

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.command('enable').argument(...TARGET))
    .description('turn requests away: all of them, or writes alone')
    .requiredOption('--message <text>', 'what those who are turned away read')
    .requiredOption(REASON, 'why, for the journal')
    .option('--read-only', 'reads go on; only what may change something is turned away')
    .option(
      '--until <time>',
      'when it is expected to end: 45m, or 2026-11-29T04:00:00Z; it does not end by itself',
    )
    .option('--drain <duration>', 'wait so long for the writes that are under way, such as 60s')
    .addHelpText(
      'after',
      '\nWith --drain it exits 0 once no write is under way at any proxy, and 1 when that is not known in time.',
    )
    .action((word: string, options: Enable) => enable(word, options, terminal))
  asksServer(command.command('disable').argument(...TARGET))
    .description('let everything through again')
    .requiredOption(REASON, 'why it may open again')
    .action((word: string, options: Because) => disable(word, options, terminal))
  asksServer(command.command('status').argument('[target]', 'one of them, such as staging/wix'))
    .description('say what is turned away, since when, by whom and why')
    .action((word: string | undefined, options: Options) => status(word, options, terminal))
}

async function enable(word: string, options: Enable, terminal: Terminal): Promise<void> {
  const { message: banner, because, readOnly = false } = options
  const drainMs = timeoutFrom(options.drain)
  const until = options.until === undefined ? {} : { until: instantFrom(options.until, terminal) }
  const client = connect(options, terminal)
  const target = await named(word, client)
  const traffic = readOnly ? 'read-only' : 'maintenance'
  const done = await client.setMode(target, { traffic, banner, ...until, because })
  const writes = drainMs === null ? done.writes : await drained(target, drainMs, client, terminal)
  if (options.json === true) terminal.say(JSON.stringify({ ...done, writes }))
  else {
    const what = readOnly ? 'read-only' : 'closed for maintenance'
    terminal.say(`${target}: ${done.already ? 'was' : 'is'} ${what}`)
    if (done.open.length > 0)
      terminal.note(`not acknowledged yet by ${done.open.join(', ')}; cutwater traffic ${target} shows it`)
    else terminal.say(`${target}: ${writesWords(writes)}`)
  }
  if (drainMs === null || writes === 0) return
  terminal.exitCode(EXIT.failed)
  if (options.json !== true)
    terminal.note(`after ${span(drainMs)} it is not known that every write is over; wait longer with --drain`)
}

type Client = ReturnType<typeof connect>
const LOOK_EVERY_MS = 250

/** What is under way at the end; null when that is not known. */
async function drained(
  target: string,
  withinMs: number,
  client: Client,
  terminal: Terminal,
): Promise<number | null> {
  const until = terminal.now() + withinMs
  for (;;) {
    const now = (await client.targets()).find(({ name }) => name === target)
    const writes = now?.settled === true ? now.traffic.writes : null
    if (writes === 0 || terminal.now() >= until || terminal.stop.aborted) return writes
    await terminal.sleep(LOOK_EVERY_MS)
  }
}

async function disable(word: string, options: Because, terminal: Terminal): Promise<void> {
  const client = connect(options, terminal)
  const target = await named(word, client)
  const done = await client.setMode(target, { traffic: 'normal', because: options.because })
  if (options.json === true) return terminal.say(JSON.stringify(done))
  terminal.say(`${target}: ${done.already ? 'turned nothing away' : 'lets everything through again'}`)
  if (done.open.length > 0) terminal.note(`not acknowledged yet by ${done.open.join(', ')}`)
}

async function status(word: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const targets = await chosenTargets(word, options, terminal)
  if (options.json === true)
    return terminal.say(
      JSON.stringify(targets.map(({ name, settled, traffic }) => ({ target: name, settled, ...traffic }))),
    )
  if (targets.length === 0) return terminal.say('the binding names no target')
  const frame = drawn(terminal)
  for (const target of targets) terminal.say([target.name, ...modeLines(target, frame)].join('\n'))
}

async function named(word: string, client: Client): Promise<string> {
  return fullTarget(
    word,
    (await client.targets()).map(({ name }) => name),
  )
}

function instantFrom(text: string, terminal: Terminal): string {
  const span = parseDuration(text)
  if (span !== null) return formatInstant(terminal.now() + span)
  const read = parseInstant(text)
  if ('wrong' in read)
    throw new Fault(`--until "${text}" ${read.wrong}`, `${read.remedy}; or a span such as 45m.`)
  return formatInstant(read.at)
}
