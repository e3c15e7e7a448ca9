import type { S3Binding } from '../../core/binding/checkpoint-sinks.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { SecretFault, type Secrets } from '../../ports/secrets.ts'
import { SinkFault } from '../../ports/store/external-sink.ts'
import { type Answer, answerWords, exchangesWith, redacted } from './exchange.ts'
import { s3ErrorOf } from './s3-answers.ts'
import { type Credentials, encodedPath, queryText, signedHeaders } from './sigv4.ts'

export type S3Asked = {
  readonly method: 'GET' | 'PUT'
  /** Empty for the bucket itself. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type S3SinkOptions = {
  readonly binding: S3Binding
  readonly secrets: Secrets
  /** A store refuses what is signed for a time that is far from its own. */
  readonly now: () => Instant
  readonly timeLimitMs?: Millis
}

const TIME_LIMIT_MS: Millis = 10_000
/** A page of a thousand keys of the longest kind. */
const BYTES_MAX = 4 * 1024 * 1024

/** Asks a bucket, signed with the keys as they are now. Throws `SinkFault`, without any secret. */
export function s3Requests({ binding, secrets, now, timeLimitMs = TIME_LIMIT_MS }: S3SinkOptions) {
  const { origin, host, path } = addressOf(binding)
  const exchange = exchangesWith(origin, timeLimitMs)
  return (asked: S3Asked, signal: AbortSignal): Promise<Answer> => {
    const { method, key = '', query = {}, headers = {}, body = '' } = asked
    return redacted(secrets, async () => {
      const request = { method, host, path: encodedPath(`${path}${key}`), query, headers, body }
      const signed = signedHeaders(request, credentialsOf(binding, secrets), now())
      const text = queryText(query)
      return exchange(
        {
          method,
          path: text === '' ? request.path : `${request.path}?${text}`,
          headers: signed,
          ...(method === 'PUT' ? { body } : {}),
        },
        BYTES_MAX,
        signal,
      )
    })
  }
}

/** `path` ends where the key begins. */
export function addressOf({ endpoint, addressing, bucket }: S3Binding): {
  readonly origin: string
  readonly host: string
  readonly path: string
} {
  const { protocol, host } = new URL(endpoint)
  if (addressing === 'path') return { origin: `${protocol}//${host}`, host, path: `/${bucket}/` }
  return { origin: `${protocol}//${bucket}.${host}`, host: `${bucket}.${host}`, path: '/' }
}

function credentialsOf(
  { accessKey, secretKey, sessionToken, region }: S3Binding,
  secrets: Secrets,
): Credentials {
  const secret = (name: string) => {
    const value = secrets.get(name.replace(/^secret:/, ''))
    if (/^[\x21-\x7e]+$/.test(value)) return value
    throw new SecretFault(`${name} holds what is in no key of S3: write it without spaces and line breaks`)
  }
  return {
    accessKey: secret(accessKey),
    secretKey: secret(secretKey),
    sessionToken: sessionToken === null ? null : secret(sessionToken),
    region,
  }
}

/** An answer that is not the wanted one, by the store's own code where it names one. */
export function s3Fault(answer: Answer): SinkFault {
  const error = s3ErrorOf(answer.text)
  const said =
    error === null ? answer.text : `${error.code}${error.message === '' ? '' : `, ${error.message}`}`
  return new SinkFault('away', answerWords(answer, said))
}
