/**
 * Which version has which fault: a small file that every service reads, so that a fault can be ordered before a
 * version is deployed, and at any moment while it runs.
 */
import { join } from 'node:path'
import { jsonFileReader, readJsonFile, writeJsonFile } from '../../../../process/json-file.ts'
import { type FaultKind, faultKind } from './kinds.ts'

export type FaultOrders = {
  /** By version. */
  readonly versions: Readonly<Record<string, FaultKind>>
  /** Of a thousand requests of users so many fail in every version. */
  readonly usual: number
}

const noOrders: FaultOrders = { versions: {}, usual: 0 }

const controlFile = (dir: string): string => join(dir, 'run', 'faults.json')

export const faultOrders = (dir: string): FaultOrders =>
  readJsonFile<FaultOrders>(controlFile(dir)) ?? noOrders

/** From now on the version has this fault; `none` makes it sound again. */
export function orderFault(dir: string, version: string, kind: FaultKind): void {
  const { versions, usual } = faultOrders(dir)
  writeJsonFile(controlFile(dir), { versions: { ...versions, [version]: kind }, usual })
}

export function setUsual(dir: string, usual: number): void {
  writeJsonFile(controlFile(dir), { ...faultOrders(dir), usual })
}

const LOOK_EVERY_MS = 250

export type OrderedFault = { readonly kind: FaultKind; readonly usual: number }

/** What the version is ordered to do now, at most a quarter of a second late. */
export function orderedFault(dir: string, version: string): () => OrderedFault {
  const read = jsonFileReader<FaultOrders>(controlFile(dir), noOrders)
  let seen: OrderedFault = { kind: 'none', usual: 0 }
  let lookAgainAt = 0
  return () => {
    const now = performance.now()
    if (now >= lookAgainAt) {
      lookAgainAt = now + LOOK_EVERY_MS
      const { versions, usual } = read()
      seen = { kind: faultKind(versions[version] ?? 'none'), usual }
    }
    return seen
  }
}
