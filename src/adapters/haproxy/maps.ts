import { tlsSocket } from '../../core/address/tls-socket.ts'
import type { Control } from './control.ts'
import { entryInFile, mapFileOf, writeMapFile } from './map-file.ts'

/** The map files of one HAProxy, by target. Both throw `HaproxyUnavailable`. */
export type Maps = {
  /** The path on the machine of the HAProxy. */
  readonly file: (target: string) => string
  /** Null when it says nothing of the target. */
  readonly entry: (target: string, signal?: AbortSignal) => Promise<string | null>
  readonly write: (target: string, entry: string, signal?: AbortSignal) => Promise<void>
}

/** One HAProxy. `maps` is the directory of its map files, which no other HAProxy uses. */
export type HaproxyInstance = { readonly socket: string; readonly maps: string }

export const isRemote = ({ socket }: Pick<HaproxyInstance, 'socket'>): boolean => tlsSocket(socket) !== null

/** Files of another machine are read and written by the HAProxy itself. */
export function mapsOf(instance: HaproxyInstance, control: Control): Maps {
  const file = (target: string) => mapFileOf(instance.maps, target)
  if (isRemote(instance)) return { file, entry: control.kept, write: control.keep }
  return {
    file,
    entry: (target) => entryInFile(file(target), target),
    write: (target, entry) => writeMapFile(file(target), target, entry),
  }
}
