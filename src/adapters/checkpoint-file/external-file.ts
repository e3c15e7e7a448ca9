import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { endOf } from '../../core/journal/linked.ts'
import { type ExternalSink, SinkFault, type SinkFinding } from '../../ports/store/external-sink.ts'
import { fileSink } from './sink.ts'

/**
 * A file of lines as our own, on a disk that others hold. Its directory is never made: where it is missing nothing is
 * mounted there, and a file on our own disk would be no other place.
 */
export function externalFile(path: string, dataDir: string): ExternalSink {
  const file = fileSink(path)
  /** What is in it, by number: read once, and kept only while what it has already is given again. */
  let known: Map<number, string> | null = null
  let end: number | null = null

  const readAll = async () => {
    try {
      return await file.read()
    } catch (error) {
      throw faultOf(error)
    }
  }
  return {
    where: path,
    keptMs: null,

    async give(checkpoint) {
      await needDirectory(path)
      const { n, hash } = checkpoint
      end ??= endOf(await readAll())
      if (n <= end) {
        known ??= new Map((await readAll()).map((one) => [one.n, one.hash]))
        const there = known.get(n)
        if (there !== undefined) return there === hash ? { is: 'taken' } : { is: 'differs', hash: there }
      } else known = null
      await file.append(checkpoint).catch((error: unknown) => {
        throw faultOf(error)
      })
      known?.set(n, hash)
      end = Math.max(end, n)
      return { is: 'taken' }
    },

    async heads(after) {
      await needDirectory(path)
      return (await readAll()).filter(({ n }) => n > after).map(({ n, hash }) => ({ n, hash }))
    },

    async examine() {
      try {
        return [await examined(path, dataDir)]
      } catch (error) {
        if (!(error instanceof SinkFault)) throw error
        return [{ is: 'bad', says: `it ${error.message}` }]
      }
    },
  }
}

async function examined(path: string, dataDir: string): Promise<SinkFinding> {
  const directory = dirname(path)
  const there = await needDirectory(path)
  const file = await stat(path).catch(() => null)
  await access(file === null ? directory : path, constants.W_OK).catch(() => {
    throw new SinkFault('away', `cannot write to ${path}: give this user the right to`)
  })
  const ours = await stat(dataDir).catch(() => null)
  return ours !== null && ours.dev === there.dev
    ? {
        is: 'missing',
        says: `${path} is on the disk of the data directory: a file on another one shows more`,
      }
    : { is: 'good', says: `${path} is on a disk of its own` }
}

async function needDirectory(path: string) {
  const directory = dirname(path)
  const there = await stat(directory).catch(() => null)
  if (there?.isDirectory()) return there
  throw new SinkFault('away', `needs ${directory}, which is not there: mount what it is on, or make it`)
}

const faultOf = (error: unknown): SinkFault =>
  new SinkFault('away', `cannot use its file: ${error instanceof Error ? error.message : String(error)}`)
