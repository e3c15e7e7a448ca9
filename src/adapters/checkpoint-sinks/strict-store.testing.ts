import { createHash, createHmac } from 'node:crypto'
import { answer, type Heard, type Serving, serving } from './serving.testing.ts'

/** Not a secret: what the tests of this folder are signed with. */
export const KEYS = { id: 'AKIDEXAMPLEEXAMPLE', secret: 'an+example/of/a+secret+key' }
const DAY = 86_400_000
const XML = { 'content-type': 'application/xml' }

export type StrictStore = Serving & {
  readonly objects: Map<string, string>
  readonly complaints: string[]
  keys: { id: string; secret: string; session: string | null }
  lock: boolean
  pageSize: number
  retainDays: number
}

/** The part of the API of S3 that a sink uses, as its reference has it; all else is refused and noted. */
export async function strictStore(bucket: string): Promise<StrictStore> {
  const objects = new Map<string, string>()
  const complaints: string[] = []
  const keys: StrictStore['keys'] = { ...KEYS, session: null }
  const state = { keys, lock: true, pageSize: 1_000, retainDays: 365 }

  const base = await serving((heard, response) => {
    const refuse = (status: number, code: string, message: string) => {
      complaints.push(`${code}: ${message}`)
      return answer(response, status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`, XML)
    }
    const wrong = signatureFault(heard, state.keys)
    if (wrong !== null) return refuse(403, wrong, 'the signature is not right')
    const [path = '', search = ''] = heard.url.split('?')
    const start = `/${bucket}/`
    if (!path.startsWith(start)) return refuse(404, 'NoSuchBucket', heard.url)
    const key = decodeURIComponent(path.slice(start.length))
    const query = new URLSearchParams(search)
    if (heard.method === 'GET' && key === '' && query.has('object-lock'))
      return state.lock
        ? answer(
            response,
            200,
            '<?xml version="1.0" encoding="UTF-8"?>\n<ObjectLockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
            XML,
          )
        : answer(response, 404, '<Error><Code>ObjectLockConfigurationNotFoundError</Code></Error>', XML)
    if (heard.method === 'GET' && key === '' && query.get('list-type') === '2')
      return answer(response, 200, listed(query, objects, state.pageSize), XML)
    if (heard.method !== 'PUT' || key === '') return refuse(405, 'MethodNotAllowed', heard.method)
    const fault = putFault(heard, state)
    if (fault !== null) return refuse(400, 'InvalidRequest', fault)
    if (objects.has(key)) return answer(response, 412, '<Error><Code>PreconditionFailed</Code></Error>', XML)
    objects.set(key, heard.body)
    return answer(response, 200, '')
  })
  return Object.assign(state, base, { objects, complaints })
}

function putFault({ headers, body }: Heard, state: { lock: boolean; retainDays: number }): string | null {
  if (!state.lock) return 'Bucket is missing Object Lock Configuration'
  if (headers['if-none-match'] !== '*') return 'If-None-Match is not *'
  if (headers['x-amz-object-lock-mode'] !== 'COMPLIANCE') return 'no COMPLIANCE'
  const until = headers['x-amz-object-lock-retain-until-date']
  if (typeof until !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(until)) return 'no date'
  if (Math.abs(Date.parse(until) - Date.now() - state.retainDays * DAY) > 60_000) return `until ${until}`
  const sum = createHash('sha256').update(body).digest('base64')
  return headers['x-amz-checksum-sha256'] === sum ? null : 'the checksum is another'
}

function listed(query: URLSearchParams, objects: ReadonlyMap<string, string>, pageSize: number): string {
  const from = query.get('continuation-token')
  const after = from === null ? (query.get('start-after') ?? '') : Buffer.from(from, 'base64').toString()
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
  const page = keys.sort().slice(0, Math.min(pageSize, Number(query.get('max-keys') ?? 1_000)))
  const more = page.length < keys.length
  const next = more
    ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>`
    : ''
  const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`
}

/** By the text of the reference, and none of what signs; the error code of S3. */
function signatureFault(heard: Heard, keys: StrictStore['keys']): string | null {
  const { headers, method, url, body } = heard
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request,SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})$/
  const [, id, day = '', region = '', signed = '', signature] = form.exec(headers.authorization ?? '') ?? []
  const date = String(headers['x-amz-date'])
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (id !== keys.id) return 'InvalidAccessKeyId'
  if (!(Math.abs(at - Date.now()) < 900_000) || !date.startsWith(day)) return 'RequestTimeTooSkewed'
  if ((headers['x-amz-security-token'] ?? null) !== keys.session) return 'InvalidToken'
  const names = signed.split(';')
  const needed = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'))
  if (needed.some((name) => !names.includes(name))) return 'AccessDenied'
  const hash = createHash('sha256').update(body).digest('hex')
  if (headers['x-amz-content-sha256'] !== hash) return 'XAmzContentSHA256Mismatch'
  const [path = '', search = ''] = url.split('?')
  const query = search
    .split('&')
    .filter((part) => part !== '')
    .map((part) => (part.includes('=') ? part : `${part}=`))
    .sort()
    .join('&')
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('')
  const canonical = `${method}\n${path}\n${query}\n${lines}\n${signed}\n${hash}`
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`
  let key: Buffer = Buffer.from(`AWS4${keys.secret}`)
  for (const part of [day, region, 's3', 'aws4_request', toSign])
    key = createHmac('sha256', key).update(part).digest()
  return key.toString('hex') === signature ? null : 'SignatureDoesNotMatch'
}
