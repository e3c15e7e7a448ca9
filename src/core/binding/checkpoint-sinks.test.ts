import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from './parse.ts'

const read = (...sinks: readonly string[]) =>
  parseBinding(
    ['environments: {}', 'checkpoints:', ...sinks.map((sink) => `  ${sink}`)].join('\n'),
    'cutwater.yaml',
  )

const S3 =
  "bucket: journal, region: eu-central-1, retain: 365d, accessKey: 'secret:ID', secretKey: 'secret:KEY'"
const YEAR = 365 * 86_400_000

test('sinks of each kind are read, with what is not said filled in', () => {
  const parsed = read(
    'disk: { file: elsewhere/checkpoints.jsonl }',
    "audit: { https: { url: 'https://audit.example/in', token: 'secret:AUDIT' } }",
    `vault: { s3: { ${S3} } }`,
    `own: { s3: { ${S3}, endpoint: 'https://s3.internal:9000', prefix: a/b, sessionToken: 'secret:S' } }`,
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const keys = { bucket: 'journal', region: 'eu-central-1', accessKey: 'secret:ID', secretKey: 'secret:KEY' }
  assert.deepEqual(parsed.binding.checkpoints, {
    disk: { kind: 'file', path: 'elsewhere/checkpoints.jsonl' },
    audit: { kind: 'https', url: 'https://audit.example/in', token: 'secret:AUDIT' },
    vault: {
      ...{ ...keys, kind: 's3', endpoint: 'https://s3.eu-central-1.amazonaws.com', addressing: 'host' },
      ...{ prefix: '', retainMs: YEAR, sessionToken: null },
    },
    own: {
      ...{ ...keys, kind: 's3', endpoint: 'https://s3.internal:9000', addressing: 'path' },
      ...{ prefix: 'a/b', retainMs: YEAR, sessionToken: 'secret:S' },
    },
  })
})

const https = (url: string) => `audit: { https: { url: '${url}', token: 'secret:AUDIT' } }`
const s3 = (more: string) => `vault: { s3: { ${S3}, ${more} } }`
const WRONG: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['of no kind', ['audit: {}'], /where its checkpoints go is missing/],
  ['of two kinds', [`audit: { file: x, s3: { ${S3} } }`], /is said more than once: file and s3/],
  ['without encryption', [https('http://audit.example/in')], /not encrypted/],
  ['on a host that only begins like ours', [https('http://localhost.example/in')], /not encrypted/],
  ['with a query', [https('https://audit.example/in?a=1')], /without a query/],
  [
    'with a secret written out',
    ["audit: { https: { url: 'https://a.example', token: hunter2 } }"],
    /be named/,
  ],
  [
    'the same place twice',
    [https('https://a.example/'), https('https://a.example/').replace('audit', 'b')],
    /audit goes/,
  ],
  ['a bucket that is none', [s3('x: 1').replace('journal', 'Journal')], /not the name of a bucket/],
  ['a dotted bucket before the host', [s3('prefix: a').replace('journal', 'a.b')], /addressing: path/],
  ['an endpoint with a path', [s3("endpoint: 'https://s3.internal/journal'")], /an endpoint has no path/],
  ['an endpoint without encryption', [s3("endpoint: 'http://s3.internal'")], /not encrypted/],
  ['a prefix that leaves its place', [s3('prefix: a/../b')], /not a prefix/],
  ['a retention in hours', [s3('prefix: a').replace('365d', '9h')], /not a number of days/],
  ['a retention without an end', [s3('prefix: a').replace('365d', '99999d')], /a hundred years/],
  ['eleven', Array.from({ length: 11 }, (_, i) => `d${i}: { file: f${i} }`), /more than 10 sinks/],
]
for (const [what, sinks, says] of WRONG)
  test(`refuses a sink ${what}, in words`, () => {
    const parsed = read(...sinks)
    assert.ok('findings' in parsed)
    assert.match(parsed.findings.map(({ message, remedy }) => `${message}; ${remedy}`).join('\n'), says)
  })

test('takes an address of this machine without encryption', () => {
  for (const host of ['127.0.0.1:9000', 'localhost', '[::1]:1'])
    assert.ok('binding' in read(https(`http://${host}/in`)))
})
