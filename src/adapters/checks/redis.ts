import { createClient } from '@redis/client'
import type { RedisCheck, RedisSeen } from '../../core/validation/kinds/redis.ts'
import type { Look } from '../../ports/look.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { reasonOf, since } from './reason.ts'

/** A key that is left behind by an accident goes away by itself. */
const KEY_SECONDS = 60

/** `newId` makes the name of the key that is written: two who look at once must not read each other's. */
export function redisLook(secrets: Secrets, newId: () => string): Look<'redis'> {
  return async ({ at, write }, limits): Promise<RedisSeen> => {
    const client = createClient({
      url: urlOf(at, secrets),
      socket: { connectTimeout: limits.timeLimitMs, reconnectStrategy: false },
    })
    // It is said by the command that fails.
    client.on('error', () => undefined)
    const stop = () => client.destroy()
    limits.signal.addEventListener('abort', stop)
    const from = performance.now()
    try {
      await client.connect()
      await client.ping()
      const read = write ? await isKept(client, `cutwater:check:${newId()}`) : null
      return { read, ms: since(from) }
    } catch (error) {
      return { refused: secrets.redact(reasonOf(error, limits)) }
    } finally {
      limits.signal.removeEventListener('abort', stop)
      if (client.isOpen) client.destroy()
    }
  }
}

function urlOf(at: RedisCheck['at'], secrets: Secrets): string {
  if ('host' in at) return `redis://${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`
  const url = secrets.get(at.secret.replace(/^secret:/, ''))
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url))
    throw new Error(`${at.secret} is no URL such as redis://user:password@host:6379`)
  return url
}

type Client = {
  set(key: string, value: string, options: { expiration: { type: 'EX'; value: number } }): Promise<unknown>
  get(key: string): Promise<unknown>
  del(key: string): Promise<unknown>
}

async function isKept(client: Client, key: string): Promise<boolean> {
  await client.set(key, key, { expiration: { type: 'EX', value: KEY_SECONDS } })
  const read = await client.get(key)
  await client.del(key)
  return read === key
}
