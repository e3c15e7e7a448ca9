import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { synced } from './atomic-file.ts'

const BLOCK_BYTES = 4_096

/**
 * A text that is replaced as a whole: old or new, never half of one, and on the disk when `write` resolves; also
 * on a disk that is full. The new text is written into room that was taken earlier: `PATH.room` has as many bytes
 * as PATH, which is filled up with blanks, and the two change places. Only a text that is longer than that needs
 * more of the disk; both then grow by `spare` bytes and some.
 */
export type RoomyFile = {
  /** One at a time, by one process. */
  write(text: string, spare: number): Promise<void>
}

export function roomyFile(path: string): RoomyFile {
  const roomy = `${path}.room`
  const beside = `${path}.new`
  const before = `${path}.old`
  /** Of each of the two, as the last write left them; 0 when that is not known. */
  let room = 0

  const prepare = async (): Promise<number> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    // Left by a writer that died while the two changed places.
    await rm(before, { force: true })
    return sizeOf(path)
  }

  return {
    async write(text, spare) {
      const known = room
      room = 0
      const now = known > 0 ? known : await prepare()
      const bytes = Buffer.byteLength(text)
      const isTight = now < bytes + spare
      const size = isTight ? Math.ceil((bytes + spare) / BLOCK_BYTES) * BLOCK_BYTES : now
      // What is in force grows by blanks, which change nothing about it.
      if (isTight && now > 0) await synced(path, 'r+', (file) => fill(file, now, size - now))
      await ifThere(rename(roomy, beside))
      await writeBeside(beside, text, size)
      const kept = await linked(path, before)
      await rename(beside, path)
      if (kept) await rename(before, roomy)
      await synced(dirname(path), 'r', async () => {})
      if (kept || (await madeRoom(roomy, size))) room = size
    },
  }
}

/** 0 where nothing stands. */
async function sizeOf(path: string): Promise<number> {
  const file = await ifThere(open(path, 'r+'))
  if (file === null) return 0
  try {
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

/** Over whatever stands there, up to its last byte. */
async function writeBeside(path: string, text: string, size: number): Promise<void> {
  const file = (await openAlone(path)) ?? (await open(path, 'wx', 0o600))
  try {
    const bytes = Buffer.alloc(Math.max(size, (await file.stat()).size), ' ')
    bytes.write(text)
    await writeAt(file, bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Null where nothing stands. What has another name as well could be in force: only this name of it goes. */
async function openAlone(path: string): Promise<FileHandle | null> {
  const file = await ifThere(open(path, 'r+'))
  if (file === null || (await file.stat()).nlink === 1) return file
  await file.close()
  await rm(path)
  return null
}

async function fill(file: FileHandle, from: number, length: number): Promise<void> {
  if (length > 0) await writeAt(file, Buffer.alloc(length, ' '), from)
}

/** A disk that is nearly full takes a part, and refuses the next. */
async function writeAt(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, from + done)).bytesWritten
}

/** The file system may have no second names for a file, or no room for one. */
async function linked(path: string, as: string): Promise<boolean> {
  try {
    await link(path, as)
    return true
  } catch {
    return false
  }
}

/** For the next text. When there is none, that one asks for it again. */
async function madeRoom(path: string, size: number): Promise<boolean> {
  try {
    await synced(path, 'wx', (file) => fill(file, 0, size))
    return true
  } catch {
    await rm(path, { force: true })
    return false
  }
}

async function ifThere<T>(doing: Promise<T>): Promise<T | null> {
  try {
    return await doing
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw cause
  }
}
