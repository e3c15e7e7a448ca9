import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Logger } from 'pino'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
import { plainly } from './config/setup-fault.ts'
import { writeAtomically } from './disk/atomic-file.ts'
import { telemetrySecondSchema } from './wire.ts'

/**
 * Keeps closed seconds over a restart of the process; numbers stay, so what was fetched before is not counted again.
 */
export type Keeper = {
  /** What an earlier process kept, by growing numbers. */
  readonly before: readonly TelemetrySecond[]
  add(records: readonly TelemetrySecond[]): void
  /** A server has stored everything fetched so far; `rest` is still to be fetched. */
  fetched(rest: () => readonly TelemetrySecond[]): void
}

export type TelemetryFile = Keeper & { close(): Promise<void> }

/**
 * Rewritten with only the records not fetched yet, once it is as large as this: a second is some hundred bytes a
 * target.
 */
const TIDY_BYTES = 256 * 1024
/** No server has fetched for hours: it starts over rather than fill the disk. */
const BYTES_MAX = 128 * 1024 * 1024

/**
 * One line a record, appended when a second is over. Written in the background and not synced: it outlives the
 * process, not the machine, and neither a slow nor a full disk holds up a request. What cannot be written or read is
 * logged; it costs seconds of evidence, for which gates wait, and never a start.
 */
export async function openTelemetryFile(path: string, log: Logger): Promise<TelemetryFile> {
  const text = await textOf(path, log)
  const before = recordsOf(text)
  let bytes = text.length
  // A line that was torn by the end of its writer must not spoil the next one.
  let pending = text === '' || text.endsWith('\n') ? '' : '\n'
  let busy: Promise<void> | null = null
  let isFailing = false
  let unfetched: (() => readonly TelemetrySecond[]) | null = null

  const run = (write: () => Promise<void>): void => {
    busy = write()
      .then(
        () => {
          isFailing = false
        },
        (cause: unknown) => {
          if (!isFailing) log.error({ err: cause, path }, 'the last seconds of telemetry cannot be kept')
          isFailing = true
        },
      )
      .then(() => {
        busy = null
        if (unfetched !== null && bytes >= TIDY_BYTES) tidy(unfetched)
        else if (pending !== '') flush()
      })
  }

  const tidy = (rest: () => readonly TelemetrySecond[]): void => {
    const lines = linesOf(rest())
    unfetched = null
    bytes = lines.length
    run(() => writeAtomically(path, lines))
  }

  const flush = (): void => {
    if (busy !== null) return
    const lines = pending
    pending = ''
    const isFull = bytes + lines.length > BYTES_MAX
    bytes = (isFull ? 0 : bytes) + lines.length
    run(() => (isFull ? writeFile : appendFile)(path, lines, { mode: 0o600 }))
  }

  return {
    before,
    add(records) {
      pending += linesOf(records)
      if (pending.length > BYTES_MAX) pending = ''
      flush()
    },
    fetched(rest) {
      unfetched = rest
      if (bytes >= TIDY_BYTES && busy === null) tidy(rest)
    },
    async close() {
      while (busy !== null) await busy
    },
  }
}

const linesOf = (records: readonly TelemetrySecond[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')

/** A record may stand there twice; numbers only grow. */
function recordsOf(text: string): readonly TelemetrySecond[] {
  let last = 0
  return text.split('\n').flatMap((line) => {
    const record = recordOf(line)
    if (record === null || record.seq <= last) return []
    last = record.seq
    return [record]
  })
}

/** Null for a line that its writer did not finish, or that another version wrote. */
function recordOf(line: string): TelemetrySecond | null {
  try {
    return telemetrySecondSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

async function textOf(path: string, log: Logger): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      log.error({ err: cause, path }, `what was measured before cannot be read: ${plainly(cause)}`)
    return ''
  }
}
