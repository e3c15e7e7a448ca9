import { existsSync } from 'node:fs'
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
  const hasCopy = named.file !== undefined || isServersMachine(options, dataDir, terminal)
  const anchor = async (): Promise<Anchor> => {
    const opened = await openAnchor(dataDir, options.publicKey?.map(file), named.file)
    return hasCopy ? opened : { ...opened, sink: null }
  }
  const notCompared = [
    ...(named.unknown ? ['no binding here: no sink was compared; name it with --binding FILE'] : []),
    ...(hasCopy ? [] : ["no data directory here: no server's own checkpoints.jsonl was compared"]),
  ]
  const given = (options.expect ?? []).map(expected)
  const journal = await openSource(options, terminal)
  try {
    const external = await readSinks(named.external)
    const waitMs = options.direct === true ? 0 : EXPORT_MS
    // A server that has only just begun signs what its predecessor left behind within seconds.
    for (let waited = 0; ; waited += SIGN_AGAIN_MS) {
      const seen = await lookAt({ journal, anchor, given, external }, waitMs, terminal)
      const onlyLate = seen.faults.length > 0 && seen.faults.every(({ fault }) => fault === 'unpinned')
      if (!onlyLate || seen.at === null || waited >= waitMs)
        return report({ ...seen, notCompared }, options, terminal)
      await terminal.sleep(SIGN_AGAIN_MS)
    }
  } finally {
    await journal.close()
  }
}

/** A person who gives the keys and names no data directory may be anywhere: what is not there cannot be compared. */
const isServersMachine = (
  { data, publicKey }: VerifyOptions,
  dataDir: string,
  { env }: Pick<Terminal, 'env'>,
): boolean =>
  publicKey === undefined || data !== undefined || env.CUTWATER_DATA !== undefined || existsSync(dataDir)

/** The copy outside the database is null where this machine has none. */
type Anchor = Omit<OpenedAnchor, 'sink'> & { readonly sink: readonly Checkpoint[] | null }

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
  readonly anchor: () => Promise<Anchor>
  readonly given: readonly Expected[]
  readonly external: readonly ReadBack[]
}

async function lookAt(
  { journal, anchor, given, external }: Beside,
  waitMs: Millis,
  terminal: Terminal,
): Promise<Looked> {
  const { signers, lastSigned } = await anchor()
  const { table, sink } = await copies(journal, async () => (await anchor()).sink, waitMs, terminal)
  const remembered = lastSigned === null ? [] : [{ ...lastSigned, known: 'key' } as const]
  const at = await journal.now()
  const verification = startVerification({ table, sink, signers, at, expected: [...given, ...remembered] })
  // The streams of the checkpoints too: one that was deleted as a whole is not among those there are.
  const streams = new Set([
    ...(await journal.streams()).map(({ stream }) => stream),
    ...[...table, ...(sink ?? [])].flatMap(({ heads }) => heads.map(({ stream }) => stream)),
  ])
  let entries = 0
  for (const stream of [...streams].sort())
    for await (const entry of entriesOf(journal, stream)) {
      verification.take(entry)
      entries += 1
    }
  const compared = compareSinks(external, { table, ours: sink ?? [], at })
  const faults = [...verification.faults(), ...compared.faults]
  const head = table.find(({ n }) => n === endOf(table)) ?? null
  const resumed = table.filter(({ resumes }) => resumes != null)
  const { sinks } = compared
  const counts = { entries, streams: streams.size, checkpoints: (sink ?? table).length }
  return { faults, ...counts, sinks, head, resumed, at }
}

type Looked = {
  readonly faults: readonly JournalFault[]
  readonly entries: number
  readonly streams: number
  readonly checkpoints: number
  readonly sinks: readonly SinkReport[]
  readonly head: Checkpoint | null
  readonly resumed: readonly Checkpoint[]
  readonly at: Instant | null
}

/** What a whole journal was not held against is said with it: nobody takes silence for a comparison. */
type Report = Looked & { readonly notCompared: readonly string[] }

function report(
  { faults, entries, streams, checkpoints, sinks, head, resumed, notCompared }: Report,
  options: VerifyOptions,
  terminal: Terminal,
): void {
  const whole = faults.length === 0
  terminal.exitCode(whole ? 0 : 1)
  if (options.json === true) {
    const said = resumed.map(({ n, at, resumes }) => ({ n, at: formatInstant(at), ...resumes }))
    const last = head === null ? null : { n: head.n, hash: head.hash }
    const counts = { whole, entries, streams, checkpoints, sinks, notCompared }
    terminal.say(JSON.stringify({ ...counts, head: last, resumed: said, faults }))
    return
  }
  for (const fault of faults) terminal.say(terminal.paint.red(faultWords(fault)))
  for (const checkpoint of resumed) terminal.say(terminal.paint.yellow(plain(resumedWords(checkpoint))))
  for (const sink of sinks) terminal.say(sinkLine(sink))
  for (const words of notCompared) terminal.say(terminal.paint.yellow(words))
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
  readSink: () => Promise<Anchor['sink']>,
  waitMs: Millis,
  terminal: Terminal,
): Promise<{ table: readonly Checkpoint[]; sink: Anchor['sink'] }> {
  const before = endOf((await readSink()) ?? [])
  const table = await allCheckpoints(journal)
  const end = endOf(table)
  let sink = await readSink()
  for (let waited = 0; sink !== null && endOf(sink) < end && waited < waitMs; waited += 250) {
    await terminal.sleep(250)
    sink = await readSink()
  }
  if (sink === null) return { table, sink }
  return { table, sink: sink.filter(({ n }) => n <= Math.max(end, before)) }
}
