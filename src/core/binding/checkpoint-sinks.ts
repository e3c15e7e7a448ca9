import { z } from 'zod'
import { secret, url } from '../address/address.ts'
import { exactlyOne } from '../document/container.ts'
import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { line, oneOf, sentence, someText } from '../document/leaf.ts'
import type { Millis } from '../time/instant.ts'

/** Where checkpoints go besides our own file. Secrets are `secret:NAME`, read anew at each call. */
export type SinkBinding =
  /** The path as written: relative to the binding. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'https'; readonly url: string; readonly token: string }
  | S3Binding

export type S3Binding = {
  readonly kind: 's3'
  readonly endpoint: string
  /** `host` puts the bucket before the name of the host, `path` behind it. */
  readonly addressing: 'path' | 'host'
  readonly region: string
  readonly bucket: string
  /** Without slashes at its ends; empty for none. */
  readonly prefix: string
  /** How long the store is told to let nobody take one away. */
  readonly retainMs: Millis
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken: string | null
}

const DAY: Millis = 86_400_000
export const SINKS_MAX = 10

const retention = z
  .string({ error: () => sentence('this has to be a number of days', 'write days such as 365d') })
  .regex(/^[1-9][0-9]{0,4}d$/, {
    error: () => sentence('this is not a number of days', 'write days such as 365d, 36500d at most'),
  })
  .meta({ examples: ['365d'] })
  .transform((text) => Number(text.slice(0, -1)) * DAY)
  .refine((ms) => ms <= 36_500 * DAY, {
    error: () => sentence('this is longer than a hundred years', 'write 36500d at most'),
  })

const bucket = z
  .string({ error: () => sentence('this has to be the name of a bucket', 'write it as the store has it') })
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
    error: () =>
      sentence(
        'this is not the name of a bucket',
        'write 3 to 63 lower-case letters, digits, dots and dashes',
      ),
  })

const prefix = line
  .max(200, { error: () => sentence('this prefix is longer than 200 characters', 'shorten it') })
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, {
    error: () =>
      sentence(
        'this is not a prefix of keys',
        'write letters, digits, dots, dashes and underscores between slashes, and none at the ends: cutwater/production',
      ),
  })

const region = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: () =>
    sentence('this is not the name of a region', 'write it as the store has it, such as eu-central-1'),
})

const keys = {
  file: someText
    .optional()
    .describe('A file that is only appended to, relative to this one; its directory has to be there.'),
  https: z
    .strictObject({
      url: url.describe('Each checkpoint is POSTed there as JSON; https, or http on this machine.'),
      token: secret.describe('Sent as a bearer token.'),
    })
    .optional()
    .describe('An address that takes each checkpoint and keeps it.'),
  s3: z
    .strictObject({
      bucket: bucket.describe('With object lock; `cutwater doctor` looks whether it has that.'),
      region: region.describe('What requests are signed for; any word that a store of your own takes.'),
      retain: retention.describe('How long nobody may take one away, not even you: mode COMPLIANCE.'),
      accessKey: secret.describe('The id of the access key.'),
      secretKey: secret.describe('Its secret.'),
      sessionToken: secret.optional().describe('Only of keys that are valid for a while.'),
      prefix: prefix.optional().describe('What keys begin with. Default: nothing.'),
      endpoint: url
        .optional()
        .describe('Of a store other than AWS: https://HOST:PORT. Default: that of AWS in the region.'),
      addressing: oneOf(['path', 'host'])
        .optional()
        .describe(
          'Whether the bucket stands in the path or before the host. Default: host on AWS, path with an endpoint.',
        ),
    })
    .optional()
    .describe('A store that speaks the API of S3.'),
} satisfies Record<SinkBinding['kind'], z.ZodType>

export const checkpointSink = z
  .strictObject(keys)
  .refine(...exactlyOne(Object.keys(keys), 'where its checkpoints go'))
  .describe('Somewhere that others hold, where each checkpoint of the journal goes too.')

export type WrittenSink = z.output<typeof checkpointSink>
export type WrittenSinks = Readonly<Record<string, WrittenSink>>

export function sinkOf({ file, https, s3 }: WrittenSink): SinkBinding {
  if (file !== undefined) return { kind: 'file', path: file }
  if (https !== undefined) return { kind: 'https', url: https.url, token: https.token }
  if (s3 === undefined) throw new Error('a sink is of no kind, though its schema asks for one')
  const { endpoint, retain, prefix = '', sessionToken = null, ...rest } = s3
  return {
    ...rest,
    kind: 's3',
    endpoint: endpoint ?? `https://s3.${s3.region}.amazonaws.com`,
    addressing: s3.addressing ?? (endpoint === undefined ? 'host' : 'path'),
    prefix,
    retainMs: retain,
    sessionToken,
  }
}

/** `path` is that of all sinks. */
export function sinkFaults(path: Path, sinks: WrittenSinks): readonly Fault[] {
  const many = Object.keys(sinks).length > SINKS_MAX
  const tooMany = many
    ? [fault(path, 'bad-value', `there are more than ${SINKS_MAX} sinks`, 'leave some out')]
    : []
  const places = new Map<string, string>()
  return [
    ...tooMany,
    ...Object.entries(sinks).flatMap(([name, written]) => {
      const place = placeOf(sinkOf(written))
      const other = places.get(place)
      places.set(place, name)
      return [...same([...path, name], other), ...addressFaults([...path, name], written)]
    }),
  ]
}

const same = (path: Path, other: string | undefined): readonly Fault[] =>
  other === undefined
    ? []
    : [keyFault(path, 'duplicate-name', `${other} goes there already`, 'remove it, or give it another place')]

/** What two sinks must not share. */
export function placeOf(sink: SinkBinding): string {
  switch (sink.kind) {
    case 'file':
      return `file ${sink.path}`
    case 'https':
      return sink.url
    case 's3':
      return `${sink.endpoint.replace(/\/$/, '')}/${sink.bucket}/${sink.prefix}`
  }
}

function addressFaults(path: Path, written: WrittenSink): readonly Fault[] {
  const { https, s3 } = written
  if (https !== undefined)
    return [
      ...privateAddress([...path, 'https', 'url'], https.url),
      ...plainUrl([...path, 'https', 'url'], https.url),
    ]
  if (s3 === undefined) return []
  const bound = sinkOf(written)
  const dotted =
    bound.kind === 's3' && bound.addressing === 'host' && bound.bucket.includes('.')
      ? [
          fault(
            [...path, 's3', 'bucket'],
            'bad-value',
            'a bucket with a dot in its name fits no certificate when it stands before the host',
            'write addressing: path',
          ),
        ]
      : []
  if (s3.endpoint === undefined) return dotted
  const at = [...path, 's3', 'endpoint']
  const withPath = /^https?:\/\/[^/?#]+\/?$/.test(s3.endpoint)
    ? []
    : [
        fault(
          at,
          'bad-value',
          'an endpoint has no path',
          'write https://HOST:PORT; the bucket stands beside it',
        ),
      ]
  return [...dotted, ...privateAddress(at, s3.endpoint), ...withPath]
}

const HERE = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/

/** A token that can be read on its way is no longer one. */
const privateAddress = (path: Path, address: string): readonly Fault[] =>
  address.startsWith('https://') || HERE.test(address)
    ? []
    : [
        fault(
          path,
          'bad-value',
          'this address is not encrypted, and a secret is sent there',
          'write https://',
        ),
      ]

const plainUrl = (path: Path, address: string): readonly Fault[] =>
  /[?#]|\$\{/.test(address)
    ? [
        fault(
          path,
          'bad-value',
          'nothing is filled in here, and a query is added when it is read back',
          'write the address alone, without a query',
        ),
      ]
    : []
