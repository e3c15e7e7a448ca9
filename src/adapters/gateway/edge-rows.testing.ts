/** What an edge does with what clients and upstreams send, a row each; docs/proxy-behaviour.md has them in words. */

export type Outcome = {
  /** What the client gets; from the first byte on. */
  readonly gets: RegExp
  /** The head that the upstream gets; null when it gets none. */
  readonly sees: RegExp | null
}

export type EdgeRow = {
  /** As the page has it. */
  readonly what: string
  readonly sends: string
  readonly gateway: Outcome
  /** `same`, another outcome, or that the two cannot be compared here. */
  readonly haproxy: 'same' | Outcome | 'not compared'
}

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`
const post = (...more: readonly string[]) => lines('POST / HTTP/1.1', 'Host: x', 'Connection: close', ...more)
const get = (target: string, ...more: readonly string[]) =>
  lines(`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...more)

const OK = /^HTTP\/1\.1 200 /
const REFUSED: Outcome = { gets: /^HTTP\/1\.1 400 /, sees: null }
const passed = (sees: RegExp): Outcome => ({ gets: OK, sees })

/** The upstream's answers, by path. */
export const ANSWERS = {
  '/len': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  '/none': 'HTTP/1.1 204 No Content\r\n\r\n',
  '/same': 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 7\r\n\r\n',
  '/chunked': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  '/hints':
    'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nX-Secret: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  '/no-hints':
    'HTTP/1.1 103 Early Hints\r\nLink: nonsense\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  '/two': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!',
  '/both': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
} as const
export const OTHERWISE = ANSWERS['/len']

export const EDGE_ROWS: readonly EdgeRow[] = [
  {
    what: 'Two lengths that differ',
    sends: `${post('Content-Length: 3', 'Content-Length: 4')}abcd`,
    gateway: REFUSED,
    haproxy: 'same',
  },
  {
    what: 'One length said twice',
    sends: `${post('Content-Length: 3', 'Content-Length: 3')}abc`,
    gateway: REFUSED,
    haproxy: passed(/^POST \/ HTTP\/1\.1\r\n.*content-length: 3\r\n/is),
  },
  {
    what: 'A length beside chunked',
    sends: `${post('Content-Length: 3', 'Transfer-Encoding: chunked')}3\r\nabc\r\n0\r\n\r\n`,
    gateway: REFUSED,
    haproxy: passed(/transfer-encoding: chunked/i),
  },
  {
    what: 'Chunked that is not the last coding',
    sends: `${post('Transfer-Encoding: chunked, identity')}3\r\nabc\r\n0\r\n\r\n`,
    gateway: REFUSED,
    haproxy: 'same',
  },
  {
    what: 'Another coding below chunked',
    sends: `${post('Transfer-Encoding: gzip, chunked')}3\r\nabc\r\n0\r\n\r\n`,
    gateway: { gets: /^HTTP\/1\.1 501 /, sees: null },
    haproxy: { gets: /^HTTP\/1\.1 422 /, sees: null },
  },
  {
    what: 'A chunk whose length is none',
    sends: `${post('Transfer-Encoding: chunked')}zz\r\nabc\r\n0\r\n\r\n`,
    gateway: REFUSED,
    haproxy: 'same',
  },
  { what: 'A length below zero', sends: post('Content-Length: -1'), gateway: REFUSED, haproxy: 'same' },
  {
    what: 'A blank before a colon',
    sends: lines('GET / HTTP/1.1', 'Host : x', 'Connection: close'),
    gateway: REFUSED,
    haproxy: 'same',
  },
  {
    what: 'A header folded over two lines',
    sends: get('/', 'X-A: 1', ' 2'),
    gateway: REFUSED,
    haproxy: passed(/x-a: 1 {3}2\r\n/i),
  },
  {
    what: 'Lines that end in LF alone',
    sends: 'GET / HTTP/1.1\nHost: x\nConnection: close\n\n',
    gateway: REFUSED,
    haproxy: passed(/^GET \/ /),
  },
  {
    what: 'A zero byte in a header',
    sends: get('/', 'X-A: a\0b'),
    gateway: REFUSED,
    haproxy: passed(/x-a: a\0b/i),
  },
  {
    what: 'The absolute form of a target',
    sends: get('http://shop.example/a?b=1'),
    gateway: passed(/^GET \/a\?b=1 HTTP\/1\.1\r\n/),
    haproxy: REFUSED,
  },
  {
    what: 'OPTIONS of the server itself',
    sends: lines('OPTIONS * HTTP/1.1', 'Host: x', 'Connection: close'),
    gateway: { gets: /^HTTP\/1\.1 501 /, sees: null },
    haproxy: passed(/^OPTIONS \* /),
  },
  {
    what: 'CONNECT',
    sends: lines('CONNECT x:443 HTTP/1.1', 'Host: x', 'Connection: close'),
    gateway: { gets: /^HTTP\/1\.1 405 /, sees: null },
    haproxy: 'not compared',
  },
  { what: 'A fragment', sends: get('/a#b'), gateway: REFUSED, haproxy: 'same' },
  { what: 'A target that is no path', sends: get('a'), gateway: REFUSED, haproxy: 'same' },
  {
    what: 'No Host',
    sends: lines('GET / HTTP/1.1', 'Connection: close'),
    gateway: REFUSED,
    haproxy: passed(/^GET \/ /),
  },
  { what: 'Two Hosts', sends: get('/', 'Host: y'), gateway: REFUSED, haproxy: 'same' },
  {
    what: 'Expect: 100-continue',
    sends: `${post('Expect: 100-continue', 'Content-Length: 3')}abc`,
    gateway: {
      gets: /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /,
      sees: /^POST \/ (?:(?!expect).)*$/is,
    },
    haproxy: passed(/expect: 100-continue/i),
  },
  {
    what: 'Another expectation',
    sends: `${post('Expect: tea', 'Content-Length: 3')}abc`,
    gateway: { gets: /^HTTP\/1\.1 417 /, sees: null },
    haproxy: passed(/expect: tea/i),
  },
  {
    what: 'HEAD',
    sends: lines('HEAD /len HTTP/1.1', 'Host: x', 'Connection: close'),
    gateway: { gets: /^HTTP\/1\.1 200 OK\r\n.*content-length: 2\r\n.*\r\n\r\n$/is, sees: /^HEAD / },
    haproxy: 'same',
  },
  {
    what: '204',
    sends: get('/none'),
    gateway: {
      gets: /^HTTP\/1\.1 204 No Content\r\n(?:(?!content-length|transfer).)*\r\n\r\n$/is,
      sees: /^GET /,
    },
    haproxy: 'same',
  },
  {
    what: '304',
    sends: get('/same'),
    gateway: {
      gets: /^HTTP\/1\.1 304 Not Modified\r\n.*etag: "a"\r\n.*content-length: 7\r\n.*\r\n\r\n$/is,
      sees: /^GET /,
    },
    haproxy: 'same',
  },
  {
    what: 'A client of HTTP/1.0 and an answer in chunks',
    sends: lines('GET /chunked HTTP/1.0', 'Host: x'),
    gateway: {
      gets: /^HTTP\/1\.1 200 OK\r\n(?:(?!transfer-encoding).)*\r\n\r\nok$/is,
      sees: /^GET \S+ HTTP\/1\.1/,
    },
    haproxy: 'not compared',
  },
  {
    what: 'A client of HTTP/1.0 that names no host',
    sends: lines('GET / HTTP/1.0'),
    gateway: passed(/^GET \/ HTTP\/1\.1\r\n/),
    haproxy: 'not compared',
  },
  {
    what: 'Early hints (103)',
    sends: get('/hints'),
    gateway: {
      gets: /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200 /s,
      sees: /^GET /,
    },
    haproxy: { gets: /^HTTP\/1\.1 103 .*x-secret.*HTTP\/1\.1 200 /is, sees: /^GET / },
  },
  {
    what: 'Early hints whose links cannot be read',
    sends: get('/no-hints'),
    gateway: passed(/^GET /),
    haproxy: { gets: /^HTTP\/1\.1 103 .*HTTP\/1\.1 200 /s, sees: /^GET / },
  },
  {
    what: 'Early hints for a client of HTTP/1.0',
    sends: lines('GET /hints HTTP/1.0', 'Host: x'),
    gateway: passed(/^GET /),
    haproxy: 'not compared',
  },
  {
    what: 'Two requests on one connection, the second before the answer to the first',
    sends: `${lines('GET /len HTTP/1.1', 'Host: x')}${get('/none')}`,
    gateway: { gets: /^HTTP\/1\.1 200 .*okHTTP\/1\.1 204 /s, sees: /^GET \/len .*GET \/none /s },
    haproxy: 'same',
  },
  {
    what: 'An empty line before the request',
    sends: `\r\n${get('/len')}`,
    gateway: passed(/^GET \/len /),
    haproxy: 'same',
  },
  {
    what: 'A method that nobody has registered',
    sends: lines('BREW /pot HTTP/1.1', 'Host: x', 'Connection: close'),
    gateway: REFUSED,
    haproxy: passed(/^BREW /),
  },
  {
    what: 'GET with a body',
    sends: `${get('/len', 'Content-Length: 3')}abc`,
    gateway: passed(/content-length: 3\r\n/i),
    haproxy: 'same',
  },
  {
    what: 'An answer with two lengths that differ',
    sends: get('/two'),
    gateway: { gets: /^HTTP\/1\.1 502 /, sees: /^GET / },
    haproxy: 'same',
  },
  {
    what: 'An answer with a length beside chunked',
    sends: get('/both'),
    gateway: { gets: /^HTTP\/1\.1 502 /, sees: /^GET / },
    haproxy: { gets: OK, sees: /^GET / },
  },
]
