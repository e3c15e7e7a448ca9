import { resolve } from 'node:path'
import type { OpenedAnchor } from '../../../compose/anchor.ts'
import type { ReadBack } from '../../../compose/read-sinks.ts'
import { headText, readHead } from '../../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../../core/journal/entry.ts'
import type { Fault as JournalFault } from '../../../core/journal/fault.ts'
import { endOf } from '../../../core/journal/linked.ts'
import { type Expected, startVerification } from '../../../core/journal/verify.ts'
import { formatInstant, type Instant, type Millis } from '../../../core/time/instant.ts'
import { faultWords, resumedWords } from '../../../read/journal/fault-words.ts'
import { dataDirectory } from '../../connection/data-directory.ts'
import { plain } from '../../screen/text.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { compareSinks, type SinkReport, sinkLine } from './compare-sinks.ts'
import { namedSinks, type SinkOptions } from './journal-sinks.ts'
import {
  allCheckpoints,
  entriesOf,
  type JournalSource,
  openSource,
  type SourceOptions,
} from './journal-source.ts'

export type VerifyOptions = SourceOptions & {
  readonly publicKey?: readonly string[]
  readonly expect?: readonly string[]
} & SinkOptions

/** Exits 0 when the journal is whole, 1 when something was done to it. */
export async function verify(options: VerifyOptions, terminal: Terminal): Promise<void> {
  const { openAnchor } = await import('../../../compose/anchor.ts')
  const dataDir = dataDirectory(options.data, terminal)
  const file = (given: string) => resolve(terminal.cwd, given)
  const { readSinks } = await import('../../../compose/read-sinks.ts')
  const named = await namedSinks(options, dataDir, terminal)
  const anchor = () => openAnchor(dataDir, options.publicKey?.map(file), named.file)
  const given = (options.expect ?? []).map(expected)
  const journal = await openSource(options, terminal)
  try {
    const external = await readSinks(named.external)
    const waitMs = options.direct === true ? 0 : EXPORT_MS
    // A server that has only just begun signs what its predecessor left behind within seconds.
    for (let waited = 0; ; waited += SIGN_AGAIN_MS) {
      const seen = await lookAt({ journal, anchor, given, external }, waitMs, terminal)
      const onlyLate = seen.faults.length > 0 && seen.faults.every(({ fault }) => fault === 'unpinned')
      if (!onlyLate || seen.at === null || waited >= waitMs) return report(seen, options, terminal)
      await terminal.sleep(SIGN_AGAIN_MS)
    }
  } finally {
    await journal.close()
  }
}

function expected(text: string): Expected {
  const head = readHead(text)
  if (head === null)
    throw new Fault(
      `"${text.slice(0, 80)}" is no head of a journal`,
      'Write NUMBER:HASH as cutwater journal verify prints it; 16 digits of the hash are enough.',
    )
  return { ...head, known: 'given' }
}

type Beside = {
  readonly journal: JournalSource
  readonly anchor: () => Promise<OpenedAnchor>
  readonly given: readonly Expected[]
  readonly external: readonly ReadBack[]
}

async function lookAt(
  { journal, anchor, given, external }: Beside,
  waitMs: Millis,
  terminal: Terminal,
): Promise<Report> {
  const { signers, lastSigned } = await anchor()
  const { table, sink } = await copies(journal, async () => (await anchor()).sink, waitMs, terminal)
  const remembered = lastSigned === null ? [] : [{ ...lastSigned, known: 'key' } as const]
  const at = await journal.now()
  const verification = startVerification({ table, sink, signers, at, expected: [...given, ...remembered] })
  // The streams of the checkpoints too: one that was deleted as a whole is not among those there are.
  const streams = new Set([
    ...(await journal.streams()).map(({ stream }) => stream),
    ...[...table, ...sink].flatMap(({ heads }) => heads.map(({ stream }) => stream)),
  ])
  let entries = 0
  for (const stream of [...streams].sort())
    for await (const entry of entriesOf(journal, stream)) {
      verification.take(entry)
      entries += 1
    }
  const compared = compareSinks(external, { table, ours: sink, at })
  const faults = [...verification.faults(), ...compared.faults]
  const head = table.find(({ n }) => n === endOf(table)) ?? null
  const resumed = table.filter(({ resumes }) => resumes != null)
  const { sinks } = compared
  return { faults, entries, streams: streams.size, checkpoints: sink.length, sinks, head, resumed, at }
}

type Report = {
  readonly faults: readonly JournalFault[]
  readonly entries: number
  readonly streams: number
  readonly checkpoints: number
  readonly sinks: readonly SinkReport[]
  readonly head: Checkpoint | null
  readonly resumed: readonly Checkpoint[]
  readonly at: Instant | null
}

function report(
  { faults, entries, streams, checkpoints, sinks, head, resumed }: Report,
  options: VerifyOptions,
  terminal: Terminal,
): void {
  const whole = faults.length === 0
  terminal.exitCode(whole ? 0 : 1)
  if (options.json === true) {
    const said = resumed.map(({ n, at, resumes }) => ({ n, at: formatInstant(at), ...resumes }))
    const last = head === null ? null : { n: head.n, hash: head.hash }
    const counts = { whole, entries, streams, checkpoints, sinks }
    terminal.say(JSON.stringify({ ...counts, head: last, resumed: said, faults }))
    return
  }
  for (const fault of faults) terminal.say(terminal.paint.red(faultWords(fault)))
  for (const checkpoint of resumed) terminal.say(terminal.paint.yellow(plain(resumedWords(checkpoint))))
  for (const sink of sinks) terminal.say(sinkLine(sink))
  const counted = `${entries} entries in ${streams} streams, ${checkpoints} checkpoints`
  terminal.say(
    whole
      ? `${counted}: whole`
      : `${counted}: ${faults.length === 1 ? 'one fault' : `${faults.length} faults`}`,
  )
  if (whole && head !== null)
    terminal.say(
      `head ${headText(head)} (keep it elsewhere; --expect finds whatever is taken away before it)`,
    )
}

const SIGN_AGAIN_MS: Millis = 1_000

/**
 * A running server exports within a second; one whose database has just come back may first wait for a call that is
 * lost.
 */
const EXPORT_MS = 15_000

/**
 * A running server adds checkpoints meanwhile, to the table first: both copies are read so that neither seems to lack
 * one.
 */
async function copies(
  journal: JournalSource,
  readSink: () => Promise<readonly Checkpoint[]>,
  waitMs: Millis,
  terminal: Terminal,
): Promise<{ table: readonly Checkpoint[]; sink: readonly Checkpoint[] }> {
  const before = endOf(await readSink())
  const table = await allCheckpoints(journal)
  const end = endOf(table)
  let sink = await readSink()
  for (let waited = 0; endOf(sink) < end && waited < waitMs; waited += 250) {
    await terminal.sleep(250)
    sink = await readSink()
  }
  return { table, sink: sink.filter(({ n }) => n <= Math.max(end, before)) }
}
