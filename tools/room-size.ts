import { rooms } from './source-files.ts'

/** More files than a reader takes in at a glance are a sign of a room that is missing. */
export const filesMax = 30

/** A sentence for each room with more than `most` source files. */
export function crowdedRooms(paths: readonly string[], most = filesMax): string[] {
  return [...rooms(paths)]
    .filter(([, files]) => files.length > most)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([room, files]) => `${room}: ${files.length} source files, at most ${most}`)
}
