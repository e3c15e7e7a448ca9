/** What the parts of one shop know of each other, in `run/` of its directory; each file is written by one of them. */
import { join } from 'node:path'
import { readJsonFile } from '../../../process/json-file.ts'
import type { ShopAddresses } from './addresses.ts'

export type Missing = { readonly missing: string }

/** How to reach what keeps data. Holds passwords. */
export type Database = {
  readonly url: string
  readonly readerUrl: string
  readonly smokeToken: string
  readonly cache: { readonly url: string } | Missing
  /** The programs that make a backup and restore it. */
  readonly backups: { readonly bin: string; readonly env: Readonly<Record<string, string>> } | Missing
}

/** What a side needs that is deployed into this shop. */
export type ShopState = {
  readonly addresses: ShopAddresses
  /** Sides end soon after this process does. */
  readonly parent: number
  /** Of the backend, on each side. */
  readonly workers: number
  /** What a process of frontend or backend may have. */
  readonly memoryLimitBytes: number
}

export const databaseFile = (dir: string): string => join(dir, 'run', 'database.json')
export const stateFile = (dir: string): string => join(dir, 'run', 'shop-state.json')

/** Throws when no shop stands in `dir`. */
export const readState = (dir: string): ShopState => read<ShopState>(dir, stateFile(dir))
export const readDatabase = (dir: string): Database => read<Database>(dir, databaseFile(dir))
/** Null while it is being made. */
export const databaseIn = (dir: string): Database | null => readJsonFile<Database>(databaseFile(dir))

function read<T>(dir: string, file: string): T {
  const known = readJsonFile<T>(file)
  if (known === null) throw new Error(`no shop stands in ${dir}: start one with startShop`)
  return known
}
