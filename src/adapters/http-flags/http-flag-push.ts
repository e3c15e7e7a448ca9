import { request } from 'undici'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { FlagPush } from '../../ports/flag-push.ts'
import { callReason } from '../../ports/network-reason.ts'
import { readBounded } from '../../ports/read-bounded.ts'
import type { Secrets } from '../../ports/secrets.ts'

export type HttpFlagOptions = {
  readonly method: 'POST' | 'PUT' | 'PATCH'
  /** `${FLAG}`, `${ENVIRONMENT}` and `${TARGET}` are filled in, percent-encoded. */
  readonly url: string
  /** The name of the secret that is sent as bearer token, with or without `secret:`; null for none. */
  readonly token: string | null
  readonly secrets: Secrets
  readonly timeoutMs: Millis
  readonly environment: string
  readonly target: string
}

/**
 * Sets a flag as `POST {FEATURE_FLAG_API}/flags/{name}` with `{"value": ...}` does. A value that is set twice is the
 * same value, so the caller may retry it; this function does not.
 */
export function httpFlagPush(options: HttpFlagOptions): FlagPush {
  return {
    async push(flag, value, signal) {
      const { secrets, environment, target } = options
      const what = `cannot tell ${environment}/${target} that ${flag} is ${JSON.stringify(value)}`
      const fault = await send(options, flag, value, signal)
      if (fault !== null) throw new Error(secrets.redact(`${what}: ${fault}`))
    },
  }
}

const ANSWER_MAX = 300
const READ_MAX = 16 * 1024

/** What went wrong, or null. An error of the client is not kept as the cause: it may hold the request. */
async function send(
  options: HttpFlagOptions,
  flag: string,
  value: Scalar,
  signal: AbortSignal,
): Promise<string | null> {
  const limit = AbortSignal.timeout(options.timeoutMs)
  try {
    const answer = await request(urlOf(options, flag), {
      method: options.method,
      headers: { 'content-type': 'application/json', 'user-agent': 'cutwater', ...authorization(options) },
      body: JSON.stringify({ value }),
      signal: AbortSignal.any([signal, limit]),
    })
    const said = await beginning(answer.body, options.secrets)
    if (answer.statusCode >= 200 && answer.statusCode <= 299) return null
    return `its flag service answered ${answer.statusCode}${said === '' ? '' : `: ${said}`}`
  } catch (error) {
    if (signal.aborted) return 'the call was given up'
    if (limit.aborted) return `its flag service did not answer within ${options.timeoutMs} ms`
    return callReason(error)
  }
}

function urlOf({ url, environment, target }: HttpFlagOptions, flag: string): string {
  const values: Record<string, string> = { FLAG: flag, ENVIRONMENT: environment, TARGET: target }
  return url.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`the url of its flag service has an unknown \${${name}}`)
    if (/^\.{1,2}$/.test(value)) throw new Error(`"${value}" would leave the path of its flag service`)
    return encodeURIComponent(value.toWellFormed())
  })
}

function authorization({ token, secrets }: HttpFlagOptions): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${secrets.get(token.replace(/^secret:/, ''))}` }
}

/** Redacted before it is cut, so that no half of a secret stays. The rest is not read. */
async function beginning(body: AsyncIterable<Buffer>, secrets: Secrets): Promise<string> {
  const { bytes } = await readBounded(body, READ_MAX)
  return secrets
    .redact(bytes.toString('utf8'))
    .slice(0, ANSWER_MAX)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
}
