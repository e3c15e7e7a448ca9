import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../binding/parse.ts'
import type { Kind } from './check.ts'
import { NOW, says } from './kinds.testing.ts'

const DAY = 86_400_000

const answer = (over: object = {}) => ({ status: 200, headers: {}, body: '', isCut: false, ms: 45, ...over })
const http = (rest: string) => `{ http: { url: 'http://127.0.0.1:1/'${rest} } }`
const ran = (over: object = {}) => ({ exitCode: 0, output: '', errors: '', ms: 120, ...over })
const command = (rest = '') => `{ command: { run: [x]${rest} } }`
const junit = (over: object = {}) => ({
  passed: 412,
  failed: 0,
  skipped: 0,
  first: null,
  modifiedAt: NOW,
  ...over,
})
const found = (over: object = {}) => ({
  results: { error: 0, warning: 3, note: 0 },
  first: 'r: m',
  modifiedAt: NOW,
  ...over,
})

const TABLE: readonly (readonly [Kind, string, unknown, string])[] = [
  ['http', http(''), answer(), 'passed: Healthy (200 OK, 45ms)'],
  ['http', http(''), answer({ status: 503 }), 'failed: Unhealthy (503 Service Unavailable, 45ms)'],
  ['http', http(''), answer({ status: 301 }), 'failed: Unhealthy (301 Moved Permanently, 45ms)'],
  [
    'http',
    http(', status: [301]'),
    answer({ status: 301, ms: 1200 }),
    'passed: Healthy (301 Moved Permanently, 1.2s)',
  ],
  ['http', http(''), { refused: 'connection refused' }, 'failed: Unreachable (connection refused)'],
  ['http', http(', within: 300ms'), answer({ ms: 300 }), 'passed: Healthy (200 OK, 300ms)'],
  ['http', http(', within: 300ms'), answer({ ms: 301 }), 'failed: Slow (200 OK, 301ms, within 300ms wanted)'],
  [
    'http',
    http(', contains: ok'),
    answer({ body: 'not k' }),
    'failed: Unhealthy (200 OK, 45ms): "ok" is not in the answer',
  ],
  [
    'http',
    http(', contains: ok'),
    answer({ isCut: true }),
    'unknown: the answer is too long to be read whole, and "ok" is not in its beginning',
  ],
  [
    'http',
    http(', json: { $.status: ok }'),
    answer({ body: '{"status":"ok"}' }),
    'passed: Healthy (200 OK, 45ms)',
  ],
  [
    'http',
    http(', json: { $.status: ok }'),
    answer({ body: '{"status":"down"}' }),
    'failed: Unhealthy (200 OK, 45ms): $.status is "down"',
  ],
  [
    'http',
    http(', json: { $.status: ok }'),
    answer({ body: '{}' }),
    'failed: Unhealthy (200 OK, 45ms): nothing at $.status',
  ],
  [
    'http',
    http(', json: { $.status: ok }'),
    answer({ body: '<p>' }),
    'failed: Unhealthy (200 OK, 45ms): the answer is not JSON',
  ],
  [
    'http',
    http(', answerHeaders: { X-A: b }'),
    answer({ headers: { 'x-a': 'c' } }),
    'failed: Unhealthy (200 OK, 45ms): x-a is c',
  ],
  ['tcp', '{ tcp: { address: "db:5432" } }', { ms: 5 }, 'passed: Connected (5ms)'],
  [
    'tcp',
    '{ tcp: { address: "db:5432" } }',
    { refused: 'no such host' },
    'failed: Unreachable (no such host)',
  ],
  [
    'tls',
    '{ tls: { address: "a:443" } }',
    { why: null, validTo: NOW + 89.5 * DAY, ms: 1 },
    'passed: Valid (89 days remaining)',
  ],
  [
    'tls',
    '{ tls: { address: "a:443" } }',
    { why: null, validTo: NOW + 14 * DAY, ms: 1 },
    'passed: Valid (14 days remaining)',
  ],
  [
    'tls',
    '{ tls: { address: "a:443" } }',
    { why: null, validTo: NOW + 14 * DAY - 1, ms: 1 },
    'failed: Expires soon (13 days remaining, 14 wanted)',
  ],
  [
    'tls',
    '{ tls: { address: "a:443" } }',
    { why: 'its certificate has expired', validTo: 0, ms: 1 },
    'failed: Not valid (its certificate has expired)',
  ],
  ['dns', '{ dns: { name: a.example } }', { records: ['192.0.2.1'], ms: 3 }, 'passed: OK (192.0.2.1, 3ms)'],
  ['dns', '{ dns: { name: a.example } }', { records: [], ms: 3 }, 'failed: Does not resolve (no records)'],
  [
    'dns',
    '{ dns: { name: a.example, includes: [192.0.2.9] } }',
    { records: ['1', '2', '3', '4'], ms: 3 },
    'failed: Resolves to 1, 2, 3 and 1 more, without 192.0.2.9',
  ],
  ['sql', "{ sql: { url: 'secret:DB' } }", { row: null, rows: 0, ms: 5 }, 'passed: Connected (5ms)'],
  ['sql', "{ sql: { url: 'secret:DB' } }", { refused: 'no' }, 'failed: Not connected (no)'],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1, atMost: 50 } }",
    { row: { value: '50' }, rows: 1, ms: 5 },
    'passed: 50 (at most 50)',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1, atMost: 50 } }",
    { row: { value: '51' }, rows: 1, ms: 5 },
    'failed: 51, at most 50 wanted',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1, atMost: 50 } }",
    { row: { value: null }, rows: 1, ms: 5 },
    'failed: the value is null',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1 } }",
    { row: null, rows: 0, ms: 5 },
    'failed: No row (5ms)',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1 } }",
    { row: { a: '1' }, rows: 2, ms: 5 },
    'failed: 2 rows, and one is needed',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1 } }",
    { row: { good: '45', total: '45' }, rows: 1, ms: 5 },
    'passed: 45/45',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1 } }",
    { row: { good: '0', total: '0' }, rows: 1, ms: 5 },
    'failed: 0/0',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1, write: insert, cleanUp: delete } }",
    { row: { a: '1' }, rows: 1, ms: 12 },
    'passed: Write/Read verified (12ms)',
  ],
  [
    'sql',
    "{ sql: { url: 'secret:DB', query: select 1, write: insert, cleanUp: delete } }",
    { row: null, rows: 0, ms: 12 },
    'failed: Written, and not found again (12ms)',
  ],
  ['redis', '{ redis: { address: "r:6379" } }', { read: null, ms: 1 }, 'passed: Connected (1ms)'],
  [
    'redis',
    '{ redis: { address: "r:6379", write: true } }',
    { read: false, ms: 1 },
    'failed: Written, and not found again (1ms)',
  ],
  ['command', command(), ran(), 'passed: OK (120ms)'],
  ['command', command(), ran({ output: 'a\nLogin successful\n' }), 'passed: Login successful'],
  ['command', command(), ran({ output: '{"says":"Running","good":45,"total":45}' }), 'passed: 45/45 Running'],
  ['command', command(), ran({ output: '{"says":"Running","good":44,"total":45}' }), 'failed: 44/45 Running'],
  ['command', command(', atLeast: 93%'), ran({ output: '{"good":42,"total":45}' }), 'passed: 42/45'],
  [
    'command',
    command(', atLeast: 93%'),
    ran({ output: '{"good":41,"total":45}' }),
    'failed: 41/45, at least 93% wanted',
  ],
  [
    'command',
    command(', atLeast: 93%'),
    ran({ output: '{}' }),
    'failed: it counts nothing: good and total are not in its answer',
  ],
  ['command', command(), ran({ output: '{"good":0,"total":0}' }), 'failed: 0/0'],
  ['command', command(), ran({ output: '{"ok":false,"says":"Drifted"}' }), 'failed: Drifted'],
  [
    'command',
    command(),
    ran({ output: '{"ok":"yes"}' }),
    'unknown: Answered in a way that is not known: {"ok":"yes"}',
  ],
  [
    'command',
    command(),
    ran({ exitCode: 2, errors: 'a\nno such pod' }),
    'failed: Failed (exit code 2): no such pod',
  ],
  ['command', command(), ran({ exitCode: null, ms: 5000 }), 'failed: No answer within 5.0s'],
  ['command', command(), { unable: 'spawn x ENOENT' }, 'unknown: Could not be run (spawn x ENOENT)'],
  [
    'prometheus',
    '{ prometheus: { query: x, unit: ms, atMost: 200ms } }',
    { value: 200, baseline: null },
    'passed: 200 ms (at most 200 ms)',
  ],
  [
    'prometheus',
    '{ prometheus: { query: x, unit: s, atMost: 200ms } }',
    { value: 0.25, baseline: null },
    'failed: 0.25 s, at most 0.2 s wanted',
  ],
  [
    'prometheus',
    '{ prometheus: { query: x } }',
    { value: null, baseline: null },
    'unknown: The expression gives no number',
  ],
  [
    'prometheus',
    '{ prometheus: { query: x, unit: ms, atMost: baseline+10% } }',
    { value: 221, baseline: 200 },
    'failed: 221 ms, at most 220 ms, baseline+10 % wanted',
  ],
  [
    'prometheus',
    '{ prometheus: { query: x, unit: ms, atMost: baseline+10% } }',
    { value: 221, baseline: null },
    'unknown: 221 ms, and nothing to compare it with',
  ],
  [
    'file',
    '{ file: { path: a } }',
    { bytes: 12_000_000, modifiedAt: NOW - 300_000, beginning: null },
    'passed: There (12 MB, 5m old)',
  ],
  ['file', '{ file: { path: a } }', { bytes: 0, modifiedAt: NOW, beginning: null }, 'failed: Empty'],
  ['file', '{ file: { path: a } }', { missing: 'a' }, 'failed: Not there (a)'],
  ['file', '{ file: { path: a } }', { unable: 'a: EACCES' }, 'unknown: Could not be read (a: EACCES)'],
  [
    'file',
    '{ file: { path: a, newerThan: 24h } }',
    { bytes: 1, modifiedAt: NOW - DAY, beginning: null },
    'passed: There (1 B, 1d old)',
  ],
  [
    'file',
    '{ file: { path: a, newerThan: 24h } }',
    { bytes: 1, modifiedAt: NOW - DAY - 1, beginning: null },
    'failed: Too old (1d old)',
  ],
  [
    'file',
    '{ file: { path: a, contains: x } }',
    { bytes: 1, modifiedAt: NOW, beginning: 'y' },
    'failed: There, without "x"',
  ],
  ['report', '{ report: { path: a.xml } }', junit(), 'passed: 412/412 passed'],
  ['report', '{ report: { path: a.xml } }', junit({ failed: 1, first: 't' }), 'failed: 412/413 passed: t'],
  [
    'report',
    '{ report: { path: a.xml, atLeast: 93% } }',
    junit({ passed: 93, failed: 7 }),
    'passed: 93/100 passed',
  ],
  [
    'report',
    '{ report: { path: a.xml } }',
    junit({ passed: 0, skipped: 9 }),
    'failed: No test ran, 9 skipped',
  ],
  [
    'report',
    '{ report: { path: a.xml, newerThan: 1h } }',
    junit({ modifiedAt: NOW - 2 * 3_600_000 }),
    'failed: Too old (2h old): 412/412 passed',
  ],
  ['sarif', '{ sarif: { path: a } }', found(), 'passed: 0 errors, 3 warnings, 0 notes'],
  ['sarif', '{ sarif: { path: a, level: warning } }', found(), 'failed: 0 errors, 3 warnings, 0 notes: r: m'],
  [
    'sarif',
    '{ sarif: { path: a, level: warning, atMost: 3 } }',
    found(),
    'passed: 0 errors, 3 warnings, 0 notes',
  ],
  [
    'sarif',
    '{ sarif: { path: a, atMost: { warning: 3 } } }',
    found(),
    'passed: 0 errors, 3 warnings, 0 notes',
  ],
  [
    'sarif',
    '{ sarif: { path: a, atMost: { warning: 2, note: 0 } } }',
    found({ results: { error: 1, warning: 3, note: 1 } }),
    'failed: 1 error, 3 warnings, 1 note, at most 0 errors and 2 warnings and 0 notes wanted: r: m',
  ],
]

describe('checks', () => {
  for (const [kind, written, seen, wanted] of TABLE)
    it(`${kind}: ${wanted}`, () => assert.equal(says(written, kind, seen as never), wanted))

  const WRONG: readonly (readonly [string, string])[] = [
    ['{ title: Nothing }', 'what the check looks at is missing'],
    [
      "{ http: { url: 'http://a/' }, tcp: { address: 'a:1' } }",
      'what the check looks at is said more than once',
    ],
    ["{ http: { url: 'http://a/', json: { 'status': ok } } }", 'this is no JSONPath'],
    [
      "{ http: { url: 'http://a/', headers: { Authorization: abc } } }",
      'a secret has to be named, never written',
    ],
    ["{ tcp: { address: 'a' } }", 'this has to be a host and a port'],
    ["{ sql: { url: 'secret:DB', query: delete from a } }", 'this is not a SELECT'],
    ["{ sql: { url: 'secret:DB', write: insert } }", 'what is written has to be read and taken away again'],
    ["{ sql: { url: 'postgres://a' } }", 'a secret has to be named, never written'],
    ['{ report: { path: a.txt } }', 'does not say what kind of report it is'],
    ['{ report: { path: a.xml, atLeast: 5 } }', 'atLeast is not in the unit of what it limits'],
    ['{ prometheus: { query: x, atMost: stable*2 } }', 'stable means nothing outside a change'],
    ['{ prometheus: { query: x, atMost: 1, below: 2 } }', 'what the number has to be is said more than once'],
    ['{ sarif: { path: a, level: note, atMost: { note: 3 } } }', '`atMost` names its levels itself'],
    ['{ timeLimit: 11m, file: { path: a } }', 'a time limit is 100ms to 10m long'],
  ]
  for (const [written, words] of WRONG)
    it(`refuses ${written}`, () => {
      const text = `environments:\n  staging:\n    prometheus: { url: http://127.0.0.1:9090, scrape: 5s }\n    checks:\n      it: ${written}\n`
      const parsed = parseBinding(text, 'cutwater.yaml')
      assert.ok('findings' in parsed)
      assert.ok(parsed.findings[0]?.message.includes(words), JSON.stringify(parsed.findings))
      assert.equal(parsed.findings[0]?.line, 5)
    })

  it('refuses a suite that names nothing, nobody, or one twice, and a Prometheus that is not there', () => {
    const text = `environments:
  staging:
    checks: { a: { file: { path: a } }, b: { prometheus: { query: x } } }
    suites: { one: { checks: [aa] }, two: { checks: [a, a] }, three: { checks: [] } }
`
    const parsed = parseBinding(text, 'cutwater.yaml')
    assert.ok('findings' in parsed)
    assert.deepEqual(
      parsed.findings.map(({ message }) => message),
      [
        'the environment has no Prometheus',
        'the environment has no check aa',
        'a is in this suite already',
        'a suite without a check would always pass',
      ],
    )
  })
})
