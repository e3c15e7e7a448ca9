import { createHash, createHmac } from 'node:crypto'
import { formatInstant, type Instant } from '../../core/time/instant.ts'

/**
 * AWS Signature Version 4 in a header, as S3 has it: a path is encoded once, and `x-amz-content-sha256` is always
 * there. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */

export type Credentials = {
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken: string | null
  readonly region: string
}

export type Unsigned = {
  readonly method: string
  /** With its port, where that is not the usual one. */
  readonly host: string
  /** As `encodedPath` gives it. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** All headers of the request, the signature among them. */
export function signedHeaders(
  request: Unsigned,
  credentials: Credentials,
  at: Instant,
): Record<string, string> {
  const { accessKey, sessionToken } = credentials
  const date = formatInstant(at).replace(/[-:]|\.\d+/g, '')
  const scope = `${date.slice(0, 8)}/${credentials.region}/s3/aws4_request`
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.host,
    'x-amz-content-sha256': sha256(request.body).toString('hex'),
    'x-amz-date': date,
    ...(sessionToken === null ? {} : { 'x-amz-security-token': sessionToken }),
  }
  const names = Object.keys(headers).sort()
  const canonical = [
    request.method,
    request.path,
    queryText(request.query),
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical).toString('hex')].join('\n')
  const signature = hmac(keyFor(credentials, date.slice(0, 8)), toSign).toString('hex')
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`,
  }
}

/** In the order in which it is signed; what is sent has to be the same. */
export const queryText = (query: Unsigned['query']): string =>
  Object.entries(query)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

export const encodedPath = (path: string): string => path.split('/').map(encoded).join('/')

/** RFC 3986: everything but letters, digits and -._~ */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const keyFor = ({ secretKey, region }: Credentials, day: string): Buffer =>
  [day, region, 's3', 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretKey}`))

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
