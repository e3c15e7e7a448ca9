import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawJournal, plainLine } from '../../screen/journal-lines.ts'
import { plain } from '../../screen/text.ts'
import { utc } from '../../screen/time.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import { REASON } from '../../terminal/reason.ts'
import { isChangeId } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type ResumeOptions, resume } from './journal-resume.ts'
import {
  allCheckpoints,
  entriesOf,
  type JournalSource,
  openSource,
  type SourceOptions,
} from './journal-source.ts'
import { type VerifyOptions, verify } from './journal-verify.ts'

export function define(command: Command, terminal: Terminal): void {
  asksServer(
    command
      .command('show <id-or-stream>')
      .description('the journal of a change, or any other stream such as target/staging/wix'),
  ).action((name: string, options: ConnectionOptions & { json?: boolean }) => show(name, options, terminal))
  asksServer(command.command('streams').description('every stream, and how many entries it has')).action(
    (options: ConnectionOptions & { json?: boolean }) => listStreams(options, terminal),
  )
  source(
    asksServer(
      command.command('verify').description('find what was edited, deleted, put in another order or cut off'),
    ),
  )
    .option('--public-key <file...>', 'the pinned keys, one a server (else DATA/keys/*.pub)')
    .option(
      '--sink <name>',
      'one sink of the binding alone, or a file in the place of DATA/checkpoints.jsonl',
    )
    .option('--binding <file>', 'whose sinks are read back too (CUTWATER_BINDING; else ./cutwater.yaml)')
    .option('--expect <head...>', 'NUMBER:HASH that an earlier verify printed: it has to be there')
    .action((options: VerifyOptions) => verify(options, terminal))
  asksServer(
    command
      .command('resume')
      .description('have the journal signed as it is, after a restore or with a new key for a lost one'),
  )
    .requiredOption(REASON, 'why what is there is right; it is journaled')
    .action((options: ResumeOptions) => resume(options, terminal))
  source(
    asksServer(command.command('export').description('everything as JSON lines: entries, then checkpoints')),
  )
    .option('--out <file>', 'where to; else standard output')
    .action((options: SourceOptions & { out?: string }) => exportAll(options, terminal))
}

const source = (command: Command): Command =>
  command
    .option(
      '--database-url <url>',
      'read the database itself, without a server (DATABASE_URL, where none is known)',
    )
    .option('--direct', 'read the built-in database of the data directory, without a server')

async function show(
  name: string,
  options: ConnectionOptions & { json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const client = connect(options, terminal)
  if (isChangeId(name) && options.json !== true) {
    for (let after = 0, over = false; !over; ) {
      const page = await client.journalOf(name, after)
      const lines = terminal.live ? drawJournal(page.entries, drawn(terminal)) : page.entries.map(plainLine)
      for (const line of lines) terminal.say(line)
      over = page.entries.length === 0
      after = page.after
    }
    return
  }
  const stream = isChangeId(name) ? `change/${name}` : name
  if (!(await client.streams()).some((one) => one.stream === stream))
    throw new Fault(`there is no stream ${stream}`, 'cutwater journal streams lists all there are.')
  for await (const entry of entriesOf(client, stream)) {
    if (options.json === true) terminal.say(JSON.stringify(entry))
    else
      terminal.say(
        `${utc(new Date(entry.at).toISOString())}  ${entry.type}  ${plain(JSON.stringify(entry.data))}`,
      )
  }
}

async function listStreams(
  options: ConnectionOptions & { json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const streams = await connect(options, terminal).streams()
  if (options.json === true) return terminal.say(JSON.stringify(streams))
  const width = Math.max(0, ...streams.map(({ seq }) => String(seq).length))
  for (const { stream, seq } of streams) terminal.say(`${String(seq).padStart(width)}  ${plain(stream)}`)
}

async function exportAll(options: SourceOptions & { out?: string }, terminal: Terminal): Promise<void> {
  const journal = await openSource(options, terminal)
  try {
    if (options.out === undefined) for await (const line of linesOf(journal)) terminal.say(line)
    else
      terminal.note(
        `${await writeLines(resolve(terminal.cwd, options.out), journal)} lines written to ${options.out}`,
      )
  } finally {
    await journal.close()
  }
}

async function writeLines(file: string, journal: JournalSource): Promise<number> {
  let count = 0
  async function* counted(): AsyncGenerator<string> {
    for await (const line of linesOf(journal)) {
      count += 1
      yield `${line}\n`
    }
  }
  const out = await opened(file)
  await pipeline(counted, out.createWriteStream())
  return count
}

function opened(file: string): Promise<FileHandle> {
  return open(file, 'w', 0o600).catch((cause: unknown) => {
    throw new Fault(`${file} cannot be written: ${sentenceOf(cause)}`, 'Name another with --out FILE.', {
      cause,
    })
  })
}

async function* linesOf(journal: JournalSource): AsyncGenerator<string> {
  for (const { stream } of await journal.streams())
    for await (const entry of entriesOf(journal, stream)) yield JSON.stringify({ entry })
  for (const checkpoint of await allCheckpoints(journal)) yield JSON.stringify({ checkpoint })
}
