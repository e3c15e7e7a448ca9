import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Checkpoint } from '../../core/journal/entry.ts'
import type { CheckpointSink } from '../../ports/store/journal.ts'

export type FileSink = CheckpointSink & {
  /** Line numbers (from 1) that hold no checkpoint: a torn write, or an edit by hand. */
  torn(): Promise<readonly number[]>
}

/**
 * A file of one JSON line a checkpoint, only ever appended to, and synced before `append` resolves. A line that
 * cannot be read is skipped and reported by `torn`: verification then names the checkpoint that is missing, unless it
 * was appended anew.
 */
export function fileSink(path: string): FileSink {
  let last: Promise<void> = Promise.resolve()
  return {
    append(checkpoint) {
      // One after another, whether or not the one before succeeded.
      const next = last.then(() => appendLine(path, JSON.stringify(checkpoint)))
      last = next.catch(() => undefined)
      return next
    },
    read: async () => (await readLines(path)).flatMap(({ checkpoint }) => checkpoint ?? []),
    torn: async () =>
      (await readLines(path)).flatMap(({ line, checkpoint }) => (checkpoint === null ? [line] : [])),
  }
}

async function appendLine(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'a+', 0o600)
  try {
    // After a torn line the new one begins on a line of its own.
    const { size } = await file.stat()
    const end = Buffer.alloc(1)
    if (size > 0) await file.read(end, 0, 1, size - 1)
    const separator = size > 0 && end.toString() !== '\n' ? '\n' : ''
    await file.writeFile(`${separator}${line}\n`)
    await file.sync()
    if (size === 0) await syncDirectory(dirname(path))
  } finally {
    await file.close()
  }
}

/** A new file is only safe once its directory knows of it. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

async function readLines(path: string): Promise<{ line: number; checkpoint: Checkpoint | null }[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text
    .split('\n')
    .map((content, index) => ({ line: index + 1, content }))
    .filter(({ content }) => content !== '')
    .map(({ line, content }) => ({ line, checkpoint: parse(content) }))
}

function parse(line: string): Checkpoint | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  return isCheckpoint(value) ? value : null
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false
  const { n, at, previous, heads, root, hash, signature, key } = value as Record<string, unknown>
  const texts = [previous, root, hash, signature, key]
  return (
    Number.isInteger(n) &&
    typeof at === 'number' &&
    Array.isArray(heads) &&
    texts.every((t) => typeof t === 'string')
  )
}
