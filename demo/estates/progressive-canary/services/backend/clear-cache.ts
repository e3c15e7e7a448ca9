/** Empties what a version keeps in Redis: `clear-cache.ts`, with SHOP_DIR and CUTWATER_VERSION. Safe to repeat. */
import process from 'node:process'
import { createClient } from '@redis/client'
import { runMain } from '../../../../process/run-main.ts'
import { setting } from '../../../../process/settings.ts'
import { readDatabase } from '../state.ts'
import { cachePrefix, hasCache } from './cache.ts'

await runMain(async () => {
  const { cache } = readDatabase(setting('SHOP_DIR'))
  const version = setting('CUTWATER_VERSION')
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  if ('missing' in cache) return say(`nothing to clear: ${cache.missing}`)
  if (!hasCache(version)) return say(`nothing to clear: ${version} has no cache`)
  const client = createClient({ url: cache.url, socket: { connectTimeout: 2_000, reconnectStrategy: false } })
  client.on('error', () => {})
  await client.connect()
  try {
    let cleared = 0
    for await (const keys of client.scanIterator({ MATCH: `${cachePrefix(version)}*`, COUNT: 500 }))
      if (keys.length > 0) cleared += await client.del(keys)
    say(`${cleared} keys of ${version} cleared`)
  } finally {
    client.destroy()
  }
})
