import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mock, test } from 'node:test'
import * as redocly from '@redocly/openapi-core'
import { pino } from 'pino'
import { ATTACHMENT_BYTES_MAX } from '../../../core/change/items/attachment-bounds.ts'
import { StoreUnavailable } from '../../../ports/store/store.ts'
import { csrfOf } from '../../../runtime/access/secret-text.ts'
import { askChange } from '../../../runtime/change/ask-change.ts'
import { findAttachment, keepAttachment } from '../../../runtime/change/attachments.ts'
import type { NotCompiled } from '../../../runtime/change/compile-registered.ts'
import { editChange } from '../../../runtime/change/edit-change.ts'
import { openDrill } from '../../../runtime/change/open-drill.ts'
import { openPlan } from '../../../runtime/change/open-plan.ts'
import { openRevert } from '../../../runtime/change/open-revert.ts'
import { registerPlan } from '../../../runtime/change/register-plan.ts'
import { importFlags } from '../../../runtime/flags/import-flags.ts'
import { lockFlag, unlockFlag } from '../../../runtime/flags/lock-flag.ts'
import { rollbackFlag } from '../../../runtime/flags/rollback-flag.ts'
import { setFlag } from '../../../runtime/flags/set-flag.ts'
import { settleFollowUp } from '../../../runtime/follow-up/settle-follow-up.ts'
import { dismissProxy } from '../../../runtime/traffic/dismiss-proxy.ts'
import { findRollout, killRollout } from '../../../runtime/traffic/kill-rollout.ts'
import type { House } from '../../api/house.ts'
import { type AppOptions, createApp } from '../../app.ts'
import { fakeHouse, type Part, plays, TOKEN } from '../../house.testing.ts'
import { apiDocument } from '../../routes.ts'
import { fakeAccess } from '../access/access.testing.ts'
import { RATE_LIMITS, type RateBudget } from '../access/rate-limits.ts'
import { BODY_BYTES_MAX, BODY_LIMIT_MS, UPLOAD_LIMIT_MS, URGENT_BODY_LIMIT_MS } from '../request/read-text.ts'
import { ANSWER_LIMIT_MS, URGENT_LIMIT_MS } from '../request/time-limit.ts'
import { answersOf } from './described-answers.testing.ts'
import { addressOf, type Described, describedIn, type Example, examples } from './examples.testing.ts'

/** Every operation of the document, and every refusal that it has for one. */
const document = JSON.parse(JSON.stringify(apiDocument())) as object
const described = describedIn(document)
const answers = answersOf(document)
const EXAMPLES = examples('CHG-2026-0001', '0123456789ab')
const log = pino({ level: 'silent' })
const ORIGIN = 'http://127.0.0.1:4700'

/** The type of its argument is so wide that the compiler would spend a seventh of its time on it. */
const { createConfig } = redocly as unknown as { createConfig(raw: object): Promise<redocly.Config> }

type Asking = {
  readonly example?: Partial<Example>
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | null>>
  readonly raw?: string | ReadableStream
  readonly house?: Partial<House>
  readonly parts?: readonly Part[]
  readonly options?: Partial<AppOptions>
}

function exampleOf({ id }: Described): Example {
  const example = EXAMPLES[id]
  assert.ok(example, `${id} is new: give it an example in examples.testing.ts`)
  return example
}

async function ask(operation: Described, asking: Asking = {}): Promise<{ answer: Response; text: string }> {
  const example = { ...exampleOf(operation), ...asking.example }
  const headers = new Headers({
    ...(operation.permission === null ? {} : { authorization: `Bearer ${TOKEN}` }),
    ...(operation.takesBody ? { 'content-type': 'application/json' } : {}),
    ...example.headers,
  })
  for (const [name, value] of Object.entries(asking.headers ?? {}))
    if (value === null) headers.delete(name)
    else headers.set(name, value)
  const method = asking.method ?? operation.method
  const whole = operation.takesBody && method !== 'GET' ? JSON.stringify(example.body) : undefined
  const body = asking.raw ?? (method === 'GET' ? undefined : example.raw) ?? whole
  const app = createApp({ house: fakeHouse(asking.house, asking.parts), log, ...asking.options })
  const answer = await app.request(`${ORIGIN}${addressOf(operation, example)}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  })
  return { answer, text: await answer.text() }
}

test('the document is clean, and the one that is committed', { timeout: 120_000 }, async () => {
  const problems = await redocly.lintFromString({
    source: JSON.stringify(document),
    absoluteRef: 'openapi.json',
    config: await createConfig({ extends: ['recommended'] }),
  })
  assert.deepEqual(
    problems.map(({ ruleId, message }) => `${ruleId}: ${message}`),
    [],
  )
  const committed = readFileSync(new URL('../../../../schemas/openapi.json', import.meta.url), 'utf8')
  assert.deepEqual(JSON.parse(committed), document, 'npm run schema writes it anew')
})

test('nothing answers that the document does not have, but for the page', async () => {
  const app = createApp({ house: fakeHouse(), log })
  const routes = app.routes.filter(({ method }) => method !== 'ALL')
  const known = described.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
  assert.deepEqual(routes.map(({ method, path }) => `${method} ${path}`).sort(), [...known].sort())
  assert.deepEqual(Object.keys(EXAMPLES).sort(), described.map(({ id }) => id).sort())
  const answer = await app.request(`${ORIGIN}/openapi.json`)
  assert.deepEqual(await answer.json(), document)
})

test('a method that the document does not have for a path is told which are', async () => {
  for (const operation of described) {
    const address = addressOf(operation, exampleOf(operation)).split('?')[0] ?? ''
    const fits = ({ path }: Described) =>
      new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address)
    const methods = described.filter(fits).map(({ method }) => method)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !methods.includes(one))) {
      const { answer } = await ask(operation, {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...(method === 'GET' ? {} : { raw: '{}' }),
      })
      assert.equal(answer.status, 405, `${method} ${operation.path}`)
      for (const one of methods) assert.match(answer.headers.get('allow') ?? '', new RegExp(`\\b${one}\\b`))
    }
  }
})

const broken = (): never => {
  throw new Error('password=hunter2')
}
/** Whatever is asked of it fails, or never answers. */
function houseOf(answer: () => unknown): Partial<House> {
  const deaf = new Proxy({}, { get: () => answer })
  const names = Object.keys(fakeHouse()).filter((name) => name !== 'asked')
  return Object.fromEntries(names.map((name) => [name, PARTS.has(name) ? deaf : answer])) as Partial<House>
}
const PARTS = new Set(['read', 'events', 'access', 'flagSets', 'binding'])

const known = (found: object): Partial<House> => ({
  access: fakeAccess({ byToken: async () => found as never, bySession: async () => found as never }),
})
const caller = { name: 'val', roles: [], token: 'val-token000', via: 'token', expiresAt: 9e12 } as const
const SESSION = `cws_${'x'.repeat(43)}`
const COOKIE = {
  authorization: null,
  cookie: `cutwater_session=${SESSION}`,
  'x-csrf-token': csrfOf(SESSION),
}
const NO_BUDGET = Object.fromEntries(
  Object.keys(RATE_LIMITS).map((name) => [name, { requests: 0, perSeconds: 10 }]),
) as Record<RateBudget, { requests: number; perSeconds: number }>
const LOCKED = { set: false, lockedBy: 'CHG-2026-0001', because: 'frozen' } as const
const NOT_DONE = { because: 'it is running', remedy: 'Abort it.' }
const UNTOLD = { set: true, already: false, untold: 'away' } as const
const notCompiled = (fault: NotCompiled): readonly Part[] => [
  plays(openPlan, { opened: false, ...fault }),
  plays(openDrill, { opened: false, ...fault }),
  plays(editChange, fault),
]
const refusedAs = (refused: string) =>
  ({
    asked: 'answered',
    answer: { accepted: false, refused, because: 'it is so', remedy: 'No.' },
  }) as never
const commanded = (refused: string): Asking => ({
  parts: [plays(askChange, refusedAs(refused)), plays(editChange, refusedAs(refused))],
})
const error = {
  file: 'p.yaml',
  line: 1,
  column: 1,
  severity: 'error',
  code: 'c',
  message: 'm',
  remedy: 'r',
} as const
const params = (words: Record<string, string>, operation: Described): Asking => ({
  example: { params: { ...exampleOf(operation).params, ...words } },
})

/** A body that breaks off. */
const brokenStream = () =>
  new ReadableStream({
    start: (controller) => {
      controller.error(new Error('broken off'))
    },
  })

/** How each refusal is come by, whichever operation refuses. Those that one operation has alone are below. */
const WAYS: Readonly<Record<string, (operation: Described) => Asking>> = {
  'invalid-query': (operation) => ({ example: { query: { ...exampleOf(operation).query, stauts: 'x' } } }),
  'foreign-origin': () => ({ headers: { origin: 'http://evil.example' } }),
  'foreign-host': () => ({ headers: { host: 'evil.example' } }),
  'internal-error': () => ({ house: houseOf(broken) }),
  'too-many-requests': () => ({ options: { rateLimits: NO_BUDGET } }),
  unauthenticated: () => ({ headers: { authorization: null } }),
  'token-expired': () => ({ house: known({ known: false, because: 'expired', caller }) }),
  'token-revoked': () => ({ house: known({ known: false, because: 'revoked', caller }) }),
  'session-over': () => ({ headers: COOKIE, house: known({ known: false, because: 'unknown' }) }),
  csrf: () => ({
    headers: { ...COOKIE, 'sec-fetch-site': 'cross-site' },
    house: known({ known: true, caller }),
  }),
  'not-allowed': () => ({ house: known({ known: true, caller }) }),
  'malformed-json': () => ({ raw: '{"because": nope}' }),
  'invalid-body': () => ({ raw: '{"planet":1}' }),
  'body-too-large': ({ id }) => ({
    raw: `"${'x'.repeat(id === 'uploadAttachment' ? ATTACHMENT_BYTES_MAX : BODY_BYTES_MAX)}"`,
  }),
  'unknown-attachment': (operation) =>
    operation.id === 'commandChange'
      ? {
          raw: JSON.stringify({
            command: 'tick',
            item: 'a/b',
            attachment: { sha256: '0'.repeat(64), name: 'x' },
          }),
          parts: [plays(findAttachment, null)],
        }
      : operation.id === 'settleFollowUp'
        ? {
            raw: JSON.stringify({ note: 'x', attachments: [{ sha256: '0'.repeat(64), name: 'x' }] }),
            parts: [plays(findAttachment, null)],
          }
        : params({ sha256: '0'.repeat(64) }, operation),
  'not-json': () => ({ headers: { 'content-type': 'text/yaml' } }),
  'malformed-request': ({ id }) => ({
    ...(id === 'uploadAttachment' ? { raw: brokenStream() } : {}),
    headers: {
      'idempotency-key': 'k',
      'if-match': '*',
      'last-event-id': 'x',
      'if-none-match': 'x'.repeat(3_000),
    },
  }),
  'missing-idempotency-key': () => ({ headers: { 'idempotency-key': null } }),
  'foreign-cursor': (operation) => ({
    example: { query: { ...exampleOf(operation).query, cursor: 'abcd' } },
  }),
  'unknown-change': (operation) => params({ id: 'CHG-2026-999999999999' }, operation),
  'unknown-target': (operation) => params({ environment: 'w\0x' }, operation),
  'unknown-proxy': () => ({
    parts: [plays(dismissProxy, { dismissed: false, because: 'unknown-proxy' })],
  }),
  'proxy-needed': () => ({ parts: [plays(dismissProxy, { dismissed: false, because: 'the-last' })] }),
  'unknown-flag': (operation) => params({ flag: 'w\0x' }, operation),
  'unknown-plan': (operation) => ({
    ...params({ name: 'w\0x' }, operation),
    parts: notCompiled({ because: 'unknown-plan', name: 'x', hash: undefined }),
  }),
  'unknown-stream': () => ({ example: { query: { stream: 'nothing' } } }),
  'unknown-environment': () => ({ example: { query: { environment: 'nowhere' } } }),
  'unknown-event': () => ({ headers: { 'last-event-id': '99' } }),
  'too-many-readers': () => ({ options: { streamLimits: { readersMax: 0 } } }),
  'plan-findings': () => ({
    parts: [
      ...notCompiled({ because: 'findings', findings: [error] }),
      plays(registerPlan, { registered: false, findings: [error] }),
    ],
  }),
  'key-reused': () => ({
    parts: [
      plays(openPlan, { opened: false, because: 'key-reused', id: 'CHG-2026-0001' }),
      plays(openDrill, { opened: false, because: 'key-reused', id: 'CHG-2026-0001' }),
      plays(openRevert, { opened: false, because: 'key-reused', id: 'CHG-2026-0001' }),
      plays(askChange, { asked: 'conflict' }),
      plays(editChange, { asked: 'conflict' }),
      plays(killRollout, { killed: false, because: 'key-reused' }),
    ],
  }),
  refused: ({ id }) => {
    if (id === 'settleFollowUp')
      return { parts: [plays(settleFollowUp, { answer: 'refused', because: 'it is done', remedy: 'No.' })] }
    if (id === 'uploadAttachment') return { parts: [plays(keepAttachment, { kept: false, because: 'full' })] }
    if (id === 'startDrill')
      return { parts: [plays(openDrill, { opened: false, because: 'refused', refused: NOT_DONE })] }
    return id === 'revertChange'
      ? { parts: [plays(openRevert, { opened: false, because: 'refused', refused: NOT_DONE })] }
      : commanded('wrong-state')
  },
  'revision-needed': () => ({ ...commanded('wrong-revision'), headers: { 'if-match': null } }),
  'wrong-revision': () => ({ ...commanded('wrong-revision'), headers: { 'if-match': '"6"' } }),
  'flag-locked': () => ({
    parts: [
      plays(setFlag, LOCKED),
      plays(importFlags, {
        refused: 'locked',
        locked: [{ flag: 'F', lockedBy: 'anna', because: 'x' }],
      }),
      plays(rollbackFlag, LOCKED),
      plays(lockFlag, LOCKED),
      plays(unlockFlag, LOCKED),
    ],
  }),
  'push-failed': () => ({
    parts: [
      plays(setFlag, UNTOLD),
      plays(rollbackFlag, UNTOLD),
      plays(importFlags, { imported: true, flags: [], untold: 'F: it is away' }),
    ],
  }),
  'unknown-version': (operation) => ({
    parts: [plays(rollbackFlag, { set: false, unknown: 'version' })],
    ...(operation.id === 'getFlagDiff' ? { example: { query: { from: '7', to: '8' } } } : {}),
  }),
  'flag-faults': ({ id }) => ({
    raw: JSON.stringify({
      ...(id === 'importFlags' ? { file: { flags: [] } } : { definition: { state: 'x' } }),
      because: 'x',
    }),
  }),
  'not-confirmed': () => ({ raw: JSON.stringify({ reason: 'x' }) }),
  'no-rollout': () => ({}),
  'several-rollouts': () => ({
    parts: [
      plays(killRollout, { killed: false, because: 'several', open: [] }),
      plays(findRollout, { chosen: null, because: 'several', open: [] }),
    ],
  }),
  'invalid-token': () => ({
    house: {
      access: fakeAccess({ createToken: async () => ({ created: false, because: 'name', reason: 'no' }) }),
    },
  }),
  'unknown-task': (operation) => ({
    ...params({ task: 'other' }, operation),
    parts: [plays(settleFollowUp, null)],
  }),
  'unknown-token': () => ({}),
  'ambiguous-token': () => ({
    house: {
      access: fakeAccess({ revokeToken: async () => ({ revoked: false, because: 'several', tokens: [] }) }),
    },
  }),
  'last-manager': () => ({
    house: { access: fakeAccess({ revokeToken: async () => ({ revoked: false, because: 'last-manager' }) }) },
  }),
  'code-not-valid': () => ({}),
  'not-ready': ({ id }) =>
    id === 'getReadiness'
      ? { house: { ready: async () => ({ ready: false, because: 'the database is away' }) } }
      : { house: houseOf(() => Promise.reject(new StoreUnavailable('away'))) },
}

/** They ask nobody for anything, so nothing that they ask can fail or be late. */
const NOTHING_TO_FAIL = new Set(['getLiveness', 'getOpenApi'])

test('every refusal of the document is reached, and is as it is described', {
  timeout: 120_000,
}, async () => {
  let reached = 0
  for (const operation of described)
    for (const [status, kind] of answers.problems(operation)) {
      if (kind === 'too-slow' || kind === 'request-too-slow') continue
      if (kind === 'internal-error' && NOTHING_TO_FAIL.has(operation.id)) continue
      const way = WAYS[kind]
      assert.ok(way, `${kind} is new: say in WAYS how it is come by`)
      const { answer, text } = await ask(operation, way(operation))
      const what = `${operation.id} ${kind}: ${text.slice(0, 300)}`
      assert.equal(answer.status, status, what)
      assert.equal(JSON.parse(text).type, `urn:cutwater:problem:${kind}`, what)
      assert.doesNotMatch(text, /hunter2/)
      answers.check(operation, answer, text)
      reached += 1
    }
  assert.ok(reached > described.length * 5, `${reached} refusals`)
})

test('what takes too long is told so', { timeout: 120_000 }, async (t) => {
  const never = new Promise<never>(() => undefined)
  for (const operation of described)
    for (const [, kind] of answers.problems(operation)) {
      if (kind !== 'too-slow' && kind !== 'request-too-slow') continue
      if (NOTHING_TO_FAIL.has(operation.id)) continue
      mock.timers.enable({ apis: ['setTimeout'] })
      t.after(() => mock.timers.reset())
      const asking = ask(
        operation,
        kind === 'too-slow' ? { house: houseOf(() => never) } : { raw: new ReadableStream() },
      )
      // Until everything that is asked before the clock matters has been asked.
      for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve))
      const isUpload = operation.id === 'uploadAttachment'
      const bodyLimitMs = isUpload ? UPLOAD_LIMIT_MS : operation.urgent ? URGENT_BODY_LIMIT_MS : BODY_LIMIT_MS
      const answerLimitMs = isUpload
        ? UPLOAD_LIMIT_MS + 10_000
        : operation.urgent
          ? URGENT_LIMIT_MS
          : ANSWER_LIMIT_MS
      mock.timers.tick(kind === 'too-slow' ? answerLimitMs : bodyLimitMs)
      const { answer, text } = await asking
      mock.timers.reset()
      assert.equal(JSON.parse(text).type, `urn:cutwater:problem:${kind}`, `${operation.id}: ${text}`)
      answers.check(operation, answer, text)
    }
})
