/** Starts the users of a shop in a process of their own. */
import { join } from 'node:path'
import { startChild } from '../../../process/child.ts'
import { readJsonFile } from '../../../process/json-file.ts'
import { inherited } from '../services/inherited.ts'
import type { Shop } from '../services/shop.ts'
import type { ShopReport } from './deeds.ts'

export type ShopUsersOrder = {
  readonly shop: Pick<Shop, 'dir' | 'addresses'>
  /** At any time. Default 100. */
  readonly users?: number
  readonly seed?: number
  /** Between two steps of a user, on average. Default 2 s. */
  readonly thinkMs?: number
}

export type ShopUsers = {
  readonly pid: number
  readonly reportFile: string
  /** At most a second old. */
  readonly report: () => ShopReport
  /** Ends them and answers the last word on what they saw and did. */
  readonly stop: () => Promise<ShopReport>
}

/** They go to `addresses.publicly`, where something must be listening already. */
export async function startShopUsers(order: ShopUsersOrder): Promise<ShopUsers> {
  const { shop, users = 100, seed = 1, thinkMs = 2_000 } = order
  const { publicly, helpdesk } = shop.addresses
  const reportFile = join(shop.dir, 'run', 'users.json')
  const sites = ['--frontend', publicly.frontend, '--backend', publicly.backend, '--helpdesk', helpdesk]
  const numbers = ['--users', users, '--seed', seed, '--think', thinkMs].map(String)
  const child = await startChild({
    name: 'the users',
    script: 'estates/progressive-canary/traffic/users.ts',
    args: [...sites, ...numbers, '--report', reportFile],
    env: inherited(),
    logFile: join(shop.dir, 'logs', 'users.log'),
  })
  const report = (): ShopReport => {
    const read = readJsonFile<ShopReport>(reportFile)
    if (!read) throw new Error(`the users wrote no report to ${reportFile}`)
    return read
  }
  return {
    pid: child.pid,
    reportFile,
    report,
    stop: async () => {
      await child.stop()
      return report()
    },
  }
}
