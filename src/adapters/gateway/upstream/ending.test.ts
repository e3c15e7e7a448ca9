import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errors } from 'undici'
import type { Ending } from '../../../core/traffic/blame.ts'
import { endingOf, type Failure } from './ending.ts'
import { BodyTooLarge, ClientLeft, Moved, NoPlace, Silent, UploadStopped } from './failures.ts'

const system = (code: string) => Object.assign(new Error(code), { code })
const underWay: Failure = {
  error: new errors.SocketError('other side closed'),
  gone: false,
  stopping: false,
  received: true,
  sent: true,
  waitedMs: 50,
  answered: false,
  announced: false,
}
const left = { gone: true, error: new ClientLeft() }
const unsent = { sent: false }

const rows: readonly (readonly [what: string, over: Partial<Failure>, ending: Ending])[] = [
  ['a connection that breaks without a word', {}, 'lost'],
  ['a connection that is reset', { error: system('ECONNRESET') }, 'lost'],
  ['a connection that cannot be written to', { error: system('EPIPE') }, 'lost'],
  ['a connection that breaks within the answer', { answered: true }, 'broke off'],
  [
    'an answer shorter than it said',
    { answered: true, error: new errors.ResponseContentLengthMismatchError() },
    'broke off',
  ],
  ['a chunk that is none', { answered: true, error: system('HPE_INVALID_CHUNK_SIZE') }, 'broke off'],
  ['an answer that is no HTTP', { error: system('HPE_INVALID_CONSTANT') }, 'malformed'],
  ['a head that must not be passed on', { answered: true, error: system('ERR_INVALID_CHAR') }, 'malformed'],
  ['a head over the limit', { error: new errors.HeadersOverflowError() }, 'head too large'],
  ['no head in time', { error: new errors.HeadersTimeoutError() }, 'no answer in time'],
  ['a refused connection', { ...unsent, error: system('ECONNREFUSED') }, 'unreachable'],
  ['a name that is none', { ...unsent, error: system('ENOTFOUND') }, 'unreachable'],
  [
    'a certificate that is not trusted',
    { ...unsent, error: system('ERR_TLS_CERT_ALTNAME_INVALID') },
    'unreachable',
  ],
  ['no connection in time', { ...unsent, error: new errors.ConnectTimeoutError() }, 'not connected in time'],
  ['no file handles here', { ...unsent, error: system('EMFILE') }, 'nothing to connect with'],
  ['no ports here', { ...unsent, error: system('EADDRNOTAVAIL') }, 'nothing to connect with'],
  ['no name service here', { ...unsent, error: system('EAI_AGAIN') }, 'nothing to connect with'],
  ['a full queue', { ...unsent, error: new NoPlace() }, 'no place'],
  ['a kill while it waited', { ...unsent, error: new Moved() }, 'moved'],
  [
    'a body that stops short of its length',
    { answered: true, announced: true, error: new Silent() },
    'stopped in its body',
  ],
  ['a stream that says nothing', { answered: true, error: new Silent() }, 'quiet stream'],
  ['a body over the limit', { received: false, error: new BodyTooLarge() }, 'refused'],
  ['a request that is no HTTP', { ...unsent, error: new errors.InvalidArgumentError('') }, 'refused'],
  ['an upload that stops', { received: false, error: new UploadStopped() }, 'upload stopped'],
  ['a client that leaves while it sends', { ...left, received: false, waitedMs: 0 }, 'left while sending'],
  ['a client without patience', { ...left, waitedMs: 999 }, 'left at once'],
  ['a client with patience', { ...left, waitedMs: 1_000 }, 'waited in vain'],
  ['a client that leaves the queue at once', { ...left, ...unsent, waitedMs: 10 }, 'left at once'],
  [
    'a client that leaves while it is answered',
    { ...left, answered: true, waitedMs: 9_000 },
    'left while receiving',
  ],
  [
    'a client that leaves whatever broke',
    { gone: true, error: system('ECONNRESET'), received: false, waitedMs: 0 },
    'left while sending',
  ],
  ['a client that we cut as we stop', { ...left, stopping: true, waitedMs: 9_000 }, 'stopping'],
  [
    'connections that we end as we stop',
    { stopping: true, error: new errors.ClientDestroyedError() },
    'stopping',
  ],
  ['what still waits as we stop', { ...unsent, stopping: true, error: new NoPlace() }, 'stopping'],
  ['an upstream that breaks as we stop', { stopping: true }, 'lost'],
  ['a mistake of ours', { error: new TypeError('x is not a function') }, 'our fault'],
  ['a misuse of ours', { error: system('ERR_HTTP_HEADERS_SENT') }, 'our fault'],
]

for (const [what, over, ending] of rows)
  test(`${what}: ${ending}`, () => assert.equal(endingOf({ ...underWay, ...over }), ending))
