import { z } from 'zod'
import { headerName, secret, url } from '../address/address.ts'
import { checkHeaders } from '../address/check-headers.ts'
import { checkUrl } from '../address/check-variables.ts'
import { record } from '../document/container.ts'
import { type Fault, keyFault, type Path } from '../document/finding.ts'
import { line, sentence, slug } from '../document/leaf.ts'
import type { Millis } from '../time/instant.ts'
import type { Check } from './check.ts'

const user = z
  .strictObject({
    token: secret.optional().describe('Sent as a bearer token.'),
    headers: record(headerName, line)
      .optional()
      .describe('Headers that say who asks; secret:NAME is resolved each time.'),
  })
  .refine(({ token, headers = {} }) => token !== undefined || Object.keys(headers).length > 0, {
    error: () => sentence('nothing says who this user is', 'write token: secret:NAME, or headers'),
  })
  .describe('Somebody as whom the service is asked.')

export const service = z.strictObject({
  url: url.describe('Where it answers; paths of a plan are put behind it. Redirects are not followed.'),
  as: record(slug, user).optional().describe('Users as whom it may be asked, by name.'),
})

/** What a plan asks over HTTP by name. */
export type Service = {
  readonly url: string
  /** The headers of each user. */
  readonly as: Readonly<Record<string, Readonly<Record<string, string>>>>
}

type WrittenService = z.output<typeof service>

export function serviceFaults(path: Path, { url, as = {} }: WrittenService): readonly Fault[] {
  return [
    ...checkUrl([...path, 'url'], url, []),
    ...Object.entries(as).flatMap(([name, { token, headers = {} }]) => {
      const at = [...path, 'as', name]
      const hasOwn = Object.keys(headers).some((header) => header.toLowerCase() === 'authorization')
      return [
        ...checkHeaders([...at, 'headers'], headers),
        ...(token !== undefined && hasOwn
          ? [
              keyFault(
                [...at, 'token'],
                'duplicate-name',
                'the header authorization is there twice',
                'keep the token or the header',
              ),
            ]
          : []),
      ]
    }),
  ]
}

export const serviceOf = ({ url, as = {} }: WrittenService): Service => ({
  url: url.replace(/\/+$/, ''),
  as: Object.fromEntries(
    Object.entries(as).map(([name, { token, headers = {} }]) => [
      name,
      { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ]),
  ),
})

export type Asked = {
  readonly path: string
  readonly as?: string
  readonly status?: readonly number[]
  readonly withinMs?: Millis
}

/** The question to a service as a check of its own; null: it has no such user. */
export function askingService(
  name: string,
  { url, as }: Service,
  { path, as: user, status, withinMs }: Asked,
  timeLimitMs: Millis,
): Check | null {
  const headers = user === undefined ? {} : Object.hasOwn(as, user) ? as[user] : undefined
  if (headers === undefined) return null
  return {
    name,
    title: `${name} ${path}`,
    look: {
      kind: 'http',
      at: {
        url: `${url}${path}`,
        method: 'GET',
        headers,
        status: status ?? null,
        answerHeaders: {},
        contains: null,
        json: {},
        withinMs: withinMs ?? null,
      },
    },
    timeLimitMs,
    quick: false,
    required: true,
  }
}
