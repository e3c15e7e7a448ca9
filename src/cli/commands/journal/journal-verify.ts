import { resolve } from 'node:path'
import type { Checkpoint } from '../../../core/journal/entry.ts'
import type { Fault as JournalFault } from '../../../core/journal/fault.ts'
import { startVerification } from '../../../core/journal/verify.ts'
import type { Millis } from '../../../core/time/instant.ts'
import { faultWords } from '../../../read/journal/fault-words.ts'
import { dataDirectory } from '../../connection/data-directory.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import {
  allCheckpoints,
  entriesOf,
  type JournalSource,
  openSource,
  type SourceOptions,
} from './journal-source.ts'

export type VerifyOptions = SourceOptions & { readonly publicKey?: readonly string[]; readonly sink?: string }

/** Exits 0 when the journal is whole, 1 when something was done to it. */
export async function verify(options: VerifyOptions, terminal: Terminal): Promise<void> {
  const { openAnchor } = await import('../../../compose.ts')
  const dataDir = dataDirectory(options.data, terminal)
  const file = (given: string) => resolve(terminal.cwd, given)
  const sinkGiven = options.sink === undefined ? undefined : file(options.sink)
  const anchor = () => openAnchor(dataDir, options.publicKey?.map(file), sinkGiven)
  const journal = await openSource(options, terminal)
  try {
    const { signers } = await anchor()
    const waitMs = options.direct === true ? 0 : EXPORT_MS
    const { table, sink } = await copies(journal, async () => (await anchor()).sink, waitMs, terminal)
    const verification = startVerification({ table, sink, signers })
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
    report(
      { faults: verification.faults(), entries, streams: streams.size, checkpoints: sink.length },
      options,
      terminal,
    )
  } finally {
    await journal.close()
  }
}

type Report = {
  readonly faults: readonly JournalFault[]
  readonly entries: number
  readonly streams: number
  readonly checkpoints: number
}

function report(
  { faults, entries, streams, checkpoints }: Report,
  options: VerifyOptions,
  terminal: Terminal,
): void {
  terminal.exitCode(faults.length === 0 ? 0 : 1)
  if (options.json === true) {
    terminal.say(JSON.stringify({ whole: faults.length === 0, entries, streams, checkpoints, faults }))
    return
  }
  for (const fault of faults) terminal.say(terminal.paint.red(faultWords(fault)))
  const counted = `${entries} entries in ${streams} streams, ${checkpoints} checkpoints`
  terminal.say(
    faults.length === 0
      ? `${counted}: whole`
      : `${counted}: ${faults.length === 1 ? 'one fault' : `${faults.length} faults`}`,
  )
}

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

const endOf = (checkpoints: readonly Checkpoint[]): number =>
  checkpoints.reduce((end, { n }) => Math.max(end, n), 0)
