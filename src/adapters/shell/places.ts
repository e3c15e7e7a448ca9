import { accessSync, constants, readlinkSync, statSync } from 'node:fs'
import process from 'node:process'
import { z } from 'zod'
import type { Places } from '../../ports/places.ts'
import { bootId, identify, isRunning } from './process-identity.ts'

/**
 * Commands and their supervisors can be seen by every process that shares the machine, its process numbers and the
 * directory of the runs. All three are in a place, so that two containers on one host never take each other's
 * processes for their own.
 */
export function shellPlaces(dir: string): Places {
  const server = identify(process.pid)
  if (server === null) throw new Error('this process has no entry in /proc')
  const machine = machineId()
  const here = { machine, dir, inode: inodeOf(dir), server }
  return {
    here: JSON.stringify(here),
    standing(place) {
      const there = read(place)
      if (there === null || !isVisible(there, machine)) return 'elsewhere'
      return isRunning(there.server) ? 'runs' : 'gone'
    },
  }
}

/** The directory of the runs of a place; null when it cannot be looked into from here. */
export function runsIn(place: string): string | null {
  const there = read(place)
  return there !== null && isVisible(there, machineId()) ? there.dir : null
}

const placeSchema = z.object({
  machine: z.string(),
  dir: z.string(),
  inode: z.string(),
  server: z.object({ pid: z.number(), startTime: z.string(), boot: z.string() }),
})
type Place = z.infer<typeof placeSchema>

function read(place: string): Place | null {
  try {
    return placeSchema.parse(JSON.parse(place))
  } catch {
    // Another version wrote it, in words of its own.
    return null
  }
}

function isVisible({ machine, dir, inode }: Place, ours: string): boolean {
  if (machine !== ours) return false
  try {
    accessSync(dir, constants.R_OK | constants.W_OK)
    return inodeOf(dir) === inode
  } catch {
    return false
  }
}

const machineId = (): string => `${bootId()} ${readlinkSync('/proc/self/ns/pid')}`

function inodeOf(dir: string): string {
  const { dev, ino } = statSync(dir, { bigint: true })
  return `${dev}/${ino}`
}
