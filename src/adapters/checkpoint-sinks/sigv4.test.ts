import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedPath, queryText, signedHeaders, type Unsigned } from './sigv4.ts'

/** The examples that AWS publishes for S3: "Authenticating requests, using the Authorization header". */
const CREDENTIALS = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: null,
  region: 'us-east-1',
}
const AT = Date.UTC(2013, 4, 24)
const request = (over: Partial<Unsigned>): Unsigned => ({
  method: 'GET',
  host: 'examplebucket.s3.amazonaws.com',
  path: '/',
  query: {},
  headers: {},
  body: '',
  ...over,
})

const VECTORS: readonly (readonly [string, Partial<Unsigned>, string, string])[] = [
  [
    'GET object',
    { path: '/test.txt', headers: { range: 'bytes=0-9' } },
    'host;range;x-amz-content-sha256;x-amz-date',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT object',
    {
      method: 'PUT',
      path: encodedPath('/test$file.text'),
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: 'Welcome to Amazon S3.',
    },
    'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'GET bucket lifecycle',
    { query: { lifecycle: '' } },
    'host;x-amz-content-sha256;x-amz-date',
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'GET bucket (list objects)',
    { query: { prefix: 'J', 'max-keys': '2' } },
    'host;x-amz-content-sha256;x-amz-date',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
]
for (const [name, over, names, signature] of VECTORS)
  test(`signs as AWS does in its example: ${name}`, () => {
    const { authorization } = signedHeaders(request(over), CREDENTIALS, AT)
    assert.equal(
      authorization,
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`,
    )
  })

test('a session token is sent and signed', () => {
  const headers = signedHeaders(request({}), { ...CREDENTIALS, sessionToken: 'of-an-hour' }, AT)
  assert.equal(headers['x-amz-security-token'], 'of-an-hour')
  assert.match(headers.authorization ?? '', /x-amz-date;x-amz-security-token,/)
})

test('what has a meaning in paths and queries is encoded, once', () => {
  assert.equal(encodedPath("/a b/c+d/'(x)*!~"), '/a%20b/c%2Bd/%27%28x%29%2A%21~')
  assert.equal(queryText({ a: '1', 'a-b': '2' }), 'a=1&a-b=2')
  assert.equal(queryText({ 'start-after': 'a/b c~', a: '=&' }), 'a=%3D%26&start-after=a%2Fb%20c~')
})
