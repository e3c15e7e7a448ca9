import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A small disk of its own for a directory, which can be filled to the last byte. */
export type SmallDisk = { fill(): void; free(): void; unmount(): void }

/** Null where mounting is not permitted. */
export function smallDisk(dir: string, megabytes: number): SmallDisk | null {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', dir], {
      stdio: 'ignore',
    })
  } catch {
    return null
  }
  const waste = join(dir, 'waste')
  return {
    fill() {
      const file = openSync(waste, 'a')
      for (const bytes of [1 << 20, 512]) writeUntilFull(file, Buffer.alloc(bytes, 1))
      closeSync(file)
    },
    free: () => rmSync(waste),
    unmount: () => {
      execFileSync('umount', ['-l', dir])
    },
  }
}

function writeUntilFull(file: number, piece: Buffer): void {
  try {
    for (;;) writeSync(file, piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
