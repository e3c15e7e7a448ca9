import type { Checkpoint, Entry } from '../../../core/journal/entry.ts'
import type { Instant } from '../../../core/time/instant.ts'
import { type Client, Refused } from '../../../http/client/client.ts'
import { type ConnectionOptions, connect, knowsServer } from '../../connection/connection.ts'
import { dataDirectory } from '../../connection/data-directory.ts'
import { databaseAccess } from '../../connection/database-access.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export type SourceOptions = ConnectionOptions & {
  readonly databaseUrl?: string
  readonly direct?: boolean
  readonly json?: boolean
}

/** Where a journal is read from: a server, or the database itself. */
export type JournalSource = {
  streams(): Promise<readonly { readonly stream: string }[]>
  entries(stream: string, after: number, limit: number): Promise<readonly Entry[]>
  checkpoints(after: number, limit: number): Promise<readonly Checkpoint[]>
  /** What time it is for a server that works; null where none was asked. */
  now(): Promise<Instant | null>
  close(): Promise<void>
}

const PAGE = 500

export async function openSource(options: SourceOptions, terminal: Terminal): Promise<JournalSource> {
  const databaseUrl = databaseOf(options, terminal)
  if (databaseUrl === undefined && options.direct !== true) return sourceOf(connect(options, terminal))
  const { openJournal } = await import('../../../compose/journal.ts')
  const alone = async (opened: ReturnType<typeof openJournal>): Promise<JournalSource> => ({
    ...(await opened),
    now: async () => null,
  })
  const database = databaseUrl === undefined ? null : databaseAccess(databaseUrl, terminal)
  if (database !== null) return alone(openJournal({ database }))
  return alone(openJournal({ dataDir: dataDirectory(options.data, terminal) })).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'DirectoryInUse') throw error
    throw new Fault(error.message, 'Leave --direct out: that server answers.', { cause: error })
  })
}

/** A server that is known is asked; where none is, the database that the environment names is read. */
function databaseOf(options: SourceOptions, terminal: Terminal): string | undefined {
  if (options.databaseUrl !== undefined || options.direct === true) return options.databaseUrl
  return knowsServer(options, terminal) ? undefined : terminal.env.DATABASE_URL
}

/** The server does not know a stream whose entries are gone; a verification has to see it as empty. */
function sourceOf(client: Client): JournalSource {
  return {
    streams: client.streams,
    checkpoints: client.checkpoints,
    now: async () => Date.parse((await client.ready()).at),
    entries: (stream, after, limit) =>
      client.entries(stream, after, limit).catch((error: unknown) => {
        if (error instanceof Refused && error.is('unknown-stream')) return []
        throw error
      }),
    close: async () => undefined,
  }
}

export async function* entriesOf(
  journal: Pick<JournalSource, 'entries'>,
  stream: string,
): AsyncGenerator<Entry> {
  for (let after = 0; ; ) {
    const page = await journal.entries(stream, after, PAGE)
    yield* page
    // A stream whose order was tampered with may end a page anywhere; the highest number seen moves it on.
    const highest = page.reduce((seq, entry) => Math.max(seq, entry.seq), after)
    if (page.length < PAGE || highest === after) return
    after = highest
  }
}

export async function allCheckpoints(
  journal: Pick<JournalSource, 'checkpoints'>,
): Promise<readonly Checkpoint[]> {
  const all: Checkpoint[] = []
  for (let after = 0; ; ) {
    const page = await journal.checkpoints(after, PAGE)
    all.push(...page)
    const highest = page.reduce((n, checkpoint) => Math.max(n, checkpoint.n), after)
    if (page.length < PAGE || highest === after) return all
    after = highest
  }
}
