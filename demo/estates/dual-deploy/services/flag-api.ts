/**
 * The flag service of one target. It stays up whichever side is live, so a flag set during a deploy is not lost:
 * `POST /flags/{name}` with a bearer token and `{"value": ...}`, and `GET /flags[/{name}]`.
 */
import { writeJsonFile } from '../../../process/json-file.ts'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { serviceOptions } from '../../../services/options.ts'
import {
  type Answer,
  type Asked,
  json,
  jsonBody,
  mustCarry,
  notFound,
  Refused,
  serve,
} from '../../../services/serve.ts'
import { type Flags, type FlagValue, flagFile, flagReader } from './flags.ts'

await runMain(async () => {
  const options = serviceOptions()
  const token = setting('FLAG_API_KEY')
  const file = flagFile(options.data)
  const read = flagReader(options.data)
  await serve({
    name: 'the flag service',
    port: options.port,
    parent: options.parent,
    handler: async (asked) => {
      if (asked.path === '/health/ready') return json(200, { ready: true })
      mustCarry(asked, token)
      if (asked.method === 'GET' && asked.path === '/flags') return json(200, read())
      const name = flagName(asked)
      if (name === null) return notFound(asked)
      if (asked.method === 'GET') return one(read(), name)
      if (asked.method === 'POST') return json(200, set(file, read(), name, await valueIn(asked)))
      return notFound(asked)
    },
  })
})

/** Setting what is already so changes nothing, not even the time. */
function set(file: string, flags: Flags, name: string, value: FlagValue) {
  const before = flags[name]
  if (before?.value === value) return { name, ...before, changed: false }
  const flag = { value, updatedAt: new Date().toISOString() }
  writeJsonFile(file, { ...flags, [name]: flag })
  return { name, ...flag, changed: true }
}

function one(flags: Flags, name: string): Answer {
  const flag = flags[name]
  return flag ? json(200, { name, ...flag }) : json(404, { error: `${name} was never set` })
}

function flagName(asked: Asked): string | null {
  return /^\/flags\/([A-Za-z][A-Za-z0-9._-]{0,63})$/.exec(asked.path)?.[1] ?? null
}

async function valueIn(asked: Asked): Promise<FlagValue> {
  const body = await jsonBody(asked)
  const value = typeof body === 'object' && body !== null ? (body as { value?: unknown }).value : undefined
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return value as FlagValue
  throw new Refused(422, 'the body must be {"value": string, number or boolean}')
}
