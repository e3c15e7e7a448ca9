/**
 * The API is what its document says it is: each operation works as described, and nothing that is sent to it breaks
 * it or changes what it refuses.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { debianPart } from '../demo/parts/debian-part.ts'
import { answersOf } from '../src/http/kernel/operation/described-answers.testing.ts'
import { type Example, examples, PLAN } from '../src/http/kernel/operation/examples.testing.ts'
import { apiHouse, GONE, TARGETS } from './props/api-house.testing.ts'
import { requestOf, type Shape } from './props/described-requests.testing.ts'
import type { Schema } from './props/described-values.testing.ts'
import { until } from './props/stage.testing.ts'

/** No gateway answers, so it waits for ever to move the first user. */
const ROLLOUT = `plan: roll
title: Roll out
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
version: v2
steps:
  - deploy: wix
    undo: { none: true, because: the old side stays }
  - rollout:
      targets: [wix]
      stages: [ { weight: 5, hold: 1m }, { weight: 100, hold: 1m } ]
      gates: [ { signal: success-ratio, atLeast: 99%, over: hold } ]
      guards: [ { signal: success-ratio, below: 97%, for: 1m, then: rollback } ]
accept:
  - title: Somebody has looked
    person: the author
`

/** The same on another target, for a drill. */
const drilled = (target: string) => ROLLOUT.replaceAll('wix', target).replace('plan: roll', `plan: ${target}`)

/** Runs at once, and can be taken back. */
const DONE = PLAN.replace('plan: touch', 'plan: done')
  .replace(/window:.*\n/, '')
  .replace('undo: { none: true, because: the file may stay }', 'undo: { action: touch }')
  .concat('followUps: [{ on: succeeded, within: 1h, tasks: [{ id: review-1, title: Read the logs }] }]\n')

/** As many requests as go into that; a minute or an hour finds more. */
const FUZZ_MS = Number(process.env.API_FUZZ_SECONDS ?? 12) * 1_000

// Before any test: the runner would take the tests above a later await for all there are.
const prometheus = await debianPart('prometheus')
const { house, ask, named, secret, secrets, document, described, start } = apiHouse()
let rollout = ''
let waiting = ''

before(start)
after(() => house.remove())

test('every operation answers as the document describes it', { timeout: 180_000 }, async () => {
  const answers = answersOf(document())
  const opened = async (plan: string) => {
    const body = { plan, inputs: { environment: 'staging' } }
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const { answer, text } = await ask(named('openChange'), { body, headers })
    assert.equal(answer.status, 201, text)
    return JSON.parse(text).change.id as string
  }
  rollout = await opened(ROLLOUT)
  waiting = await opened(PLAN)
  const changeOf = async (id: string) => JSON.parse((await ask(named('getChange'), { params: { id } })).text)
  await until('the rollout moves', async () => (await changeOf(rollout)).rollouts[0].phase === 'moving')

  const done = await opened(DONE)
  await until('it has succeeded', async () => (await changeOf(done)).status === 'succeeded')

  const drill = (target: string) => ({
    body: { plan: drilled(target), inputs: { environment: 'staging' } },
    headers: { 'idempotency-key': crypto.randomUUID() },
  })
  const begun = await ask(named('startDrill'), drill('delta'))
  assert.equal(begun.answer.status, 201, begun.text)
  for (let i = 0; i < 6; i++) {
    const made = await ask(named('createToken'), { body: { name: `helper-${i}`, roles: ['admin'] } })
    assert.equal(made.answer.status, 201, made.text)
    secrets.push(JSON.parse(made.text).secret)
  }
  const spare = JSON.parse(
    (await ask(named('createToken'), { body: { name: 'spare', roles: ['viewer'] } })).text,
  ).token.id
  const { code } = JSON.parse((await ask(named('issueLoginCode'), {})).text)
  const gone = await until('a proxy is known not to answer', async () => {
    const { targets } = JSON.parse((await ask(named('listTargets'), {})).text)
    const known = targets.flatMap(({ name, proxies }: { name: string; proxies: { instance: string }[] }) =>
      proxies.map(({ instance }) => ({ name, instance })),
    )
    return known.find(({ instance }: { instance: string }) => instance.endsWith(GONE)) ?? null
  })
  const given: Readonly<Record<string, Example>> = {
    ...examples(waiting, spare),
    openSession: { body: { code } },
    revertChange: { ...examples(done, spare).revertChange },
    settleFollowUp: { ...examples(done, spare).settleFollowUp },
    dismissProxy: {
      params: { environment: 'staging', name: 'delta' },
      body: { proxy: gone.instance, because: 'an example' },
    },
    startDrill: drill('gamma'),
    getDrill: { params: { id: JSON.parse(begun.text).change.id } },
    getCanaryMetrics: { query: { change: rollout } },
    abortCanary: { body: { reason: 'an example', confirmed: true, change: rollout } },
  }
  // A flag has to be set before it has a history; and nobody is left to pause once the rollout is killed.
  const first = ['setFlag']
  const last = ['abortCanary', 'killTarget', 'releaseTarget']
  const between = described()
    .map(({ id }) => id)
    .filter((id) => !first.includes(id) && !last.includes(id))
  for (const operation of [...first, ...between, ...last].map(named)) {
    const example = given[operation.id]
    assert.ok(example, `${operation.id} is new: give it an example`)
    const { answer, text } = await ask(operation, example)
    assert.ok(answer.status < 300, `${operation.id} answers ${answer.status}: ${text}`)
    answers.check(operation, answer, text)
  }
  for (const id of [rollout, waiting]) {
    const { answer, text } = await ask(named('getChange'), { params: { id } })
    answers.check(named('getChange'), answer, text)
  }
  const { answer, text } = await ask(named('registerPlan'), { body: { plan: PLAN } })
  assert.equal(answer.status, 200)
  answers.check(named('registerPlan'), answer, text)
})

test('a text is run by a person who may register it, and then by its name by one who may open changes', async () => {
  const roles = async (name: string, ...roles: string[]) =>
    JSON.parse((await ask(named('createToken'), { body: { name, roles } })).text).secret as string
  const as = (secret: string) => ({
    authorization: `Bearer ${secret}`,
    'idempotency-key': crypto.randomUUID(),
  })
  const [author, requester] = [await roles('ann', 'author'), await roles('rob', 'requester')]
  const inputs = { environment: 'staging' }
  const text = PLAN.replace('plan: touch', 'plan: other')
  const open = async (secret: string, plan: object) => {
    const { answer, text } = await ask(named('openChange'), { body: { ...plan, inputs } }, as(secret))
    return [answer.status, JSON.parse(text)] as const
  }
  const [refused, problem] = await open(requester, { plan: text })
  assert.equal(refused, 403)
  assert.match(problem.remedy, /author/)
  assert.equal((await open(requester, { registered: { name: 'other' } }))[0], 404)
  const { text: registered } = await ask(named('registerPlan'), { body: { plan: text } }, as(author))
  const { hash } = JSON.parse(registered).plan
  assert.equal((await open(requester, { registered: { name: 'other', hash } }))[0], 201)
  assert.equal((await open(requester, { plan: text }))[0], 201)
  assert.equal((await open(author, { plan: text.replace('Touch', 'Feel') }))[0], 201)
  const plan = JSON.parse((await ask(named('getPlan'), { params: { name: 'other' } })).text)
  assert.deepEqual(
    plan.versions.map(({ version, by }: { version: number; by: string }) => [version, by]),
    [
      [2, 'ann'],
      [1, 'ann'],
    ],
  )
  assert.equal((await open(author, { plan: text, registered: { name: 'other' } }))[0], 400)
})

test('the metrics say how the house is', async () => {
  const { text } = await ask(named('getMetrics'), {})
  for (const line of [
    /^cutwater_changes\{status="scheduled"\} \d+$/m,
    /^cutwater_ticks_total\{result="taken"\} \d+$/m,
    /^cutwater_tick_duration_seconds_bucket\{le="0.01",result="taken"\} \d+$/m,
    /^cutwater_command_duration_seconds_count\{command="pause",answer="accepted"\} \d+$/m,
    /^cutwater_http_request_duration_seconds_count\{operation="openChange",method="POST",status="403"\} 1$/m,
    new RegExp(`^cutwater_proxies\\{state="unreachable"\\} ${TARGETS.length}$`, 'm'),
    /^cutwater_loop_runs_total\{loop="take-turns",result="ok"\} [1-9]\d*$/m,
    /^cutwater_loop_duration_seconds_count\{loop="reconcile-traffic"\} [1-9]\d*$/m,
    /^cutwater_loop_last_success_timestamp_seconds\{loop="hold-lease"\} \d{10}/m,
    /^cutwater_loop_lag_seconds\{loop="export-checkpoints"\} \d/m,
    /^cutwater_loop_failures\{loop="take-turns"\} 0$/m,
    /^cutwater_loop_standing\{loop="take-turns"\} 0$/m,
    /^cutwater_database_up 1$/m,
    /^cutwater_database_connections\{state="open"\} [1-9]/m,
    /^cutwater_journal_entries [1-9]/m,
    /^cutwater_notices_pending 0$/m,
    /^cutwater_event_stream_readers \d+$/m,
    /^process_resident_memory_bytes \d+$/m,
  ])
    assert.match(text, line)
})

test("Prometheus' own tool has nothing to say against the metrics", {
  skip: 'missing' in prometheus ? prometheus.missing : false,
}, async () => {
  assert.ok('binary' in prometheus)
  const { text } = await ask(named('getMetrics'), {})
  const promtool = join(dirname(prometheus.binary), 'promtool')
  const env = { ...process.env, ...prometheus.env }
  const said = spawnSync(promtool, ['check', 'metrics'], {
    input: text,
    env,
    timeout: 20_000,
    encoding: 'utf8',
  })
  assert.deepEqual([said.error, said.stdout, said.stderr, said.status], [undefined, '', '', 0])
})

test('the stream of a change that is over ends, and is not opened again', async () => {
  const body = { registered: { name: 'touch' }, inputs: { environment: 'staging' } }
  const opened = await ask(named('openChange'), { body, headers: { 'idempotency-key': crypto.randomUUID() } })
  const { id } = JSON.parse(opened.text).change
  await ask(named('commandChange'), {
    params: { id },
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: { command: 'abort', because: 'an example' },
  })
  const path = `${house.url()}/v1/changes/${id}/events`
  const told = await (await fetch(path, { headers: { authorization: `Bearer ${secret()}` } })).text()
  assert.match(told, /^event: change:cancelled$/m)
  assert.match(told, /\nevent: end\ndata: \{\}\n\n$/)
  const last = [...told.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? ''
  const headers = { authorization: `Bearer ${secret()}`, 'last-event-id': last }
  assert.equal((await fetch(path, { headers })).status, 204)
})

test('pages of what grows neither leave anything out nor show it twice', async () => {
  const page = async (id: string, query: Record<string, string>) =>
    JSON.parse((await ask(named(id), { query })).text)
  const stream = `change/${waiting}`
  const seen: number[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const told = await page('listEntries', { stream, limit: '2', ...(cursor === '' ? {} : { cursor }) })
    seen.push(...told.entries.map(({ seq }: { seq: number }) => seq))
    cursor = told.next
    // Somebody goes on writing while somebody else reads.
    if (seen.length < 9)
      await ask(named('commandChange'), {
        params: { id: waiting },
        headers: { 'idempotency-key': crypto.randomUUID() },
        body: { command: seen.length % 4 === 0 ? 'pause' : 'extend', because: 'x', by: '1m' },
      })
  }
  assert.deepEqual(
    seen,
    seen.map((_, i) => i + 1),
  )
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const told = await page('listChanges', { limit: '1', ...(cursor === '' ? {} : { cursor }) })
    ids.push(...told.changes.map(({ id }: { id: string }) => id))
    cursor = told.next
  }
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(ids.includes(rollout) && ids.includes(waiting))
  const { next } = await page('listEntries', { stream, limit: '1' })
  const foreign = await ask(named('listEntries'), { query: { stream: `change/${rollout}`, cursor: next } })
  assert.match(foreign.text, /foreign-cursor/)
  const forged = (...place: unknown[]) => Buffer.from(JSON.stringify(place)).toString('base64url')
  for (const [id, cursor] of [
    ['listStreams', forged('streams', '\0')],
    ['listPlans', forged('plans', '\0')],
    ['listCheckpoints', forged('checkpoints', -1)],
    ['listCheckpoints', forged('checkpoints', 1e300)],
  ] as const)
    assert.match((await ask(named(id), { query: { cursor } })).text, /foreign-cursor/, `${id} ${cursor}`)
})

/** All that a request may change: refusals are kept in `access`, and beside the events of a change. */
const STATE = `SELECT json_build_array(
  (SELECT count(*) FROM cutwater.journal WHERE type <> 'refused' AND stream NOT IN ('access', 'system', $1)),
  (SELECT count(*) FROM cutwater.change), (SELECT count(*) FROM cutwater.plan_version),
  (SELECT count(*) FROM cutwater.runbook), (SELECT count(*) FROM cutwater.plan),
  (SELECT sum(revision) FROM cutwater.change WHERE 'change/' || id <> $1),
  (SELECT count(*) FROM cutwater.flag_history), (SELECT json_agg(lock ORDER BY flag) FROM cutwater.flag),
  (SELECT count(*) || ' ' || count(revoked_at) FROM cutwater.token), (SELECT count(*) FROM cutwater.session),
  (SELECT sum(generation) FROM cutwater.target)) AS state`

test('whatever is sent, nothing breaks, nobody waits, and what is refused changes nothing', {
  timeout: 180_000,
}, async () => {
  const { components, paths } = document() as Doc
  const resolve = (ref: string): Schema => components.schemas[ref.split('/').at(-1) ?? ''] ?? {}
  const given = examples(waiting, 'ffffffffffff')
  const request = fc.constantFrom(...described()).chain((operation) => {
    const shape = paths[operation.path]?.[operation.method.toLowerCase()] ?? {}
    return requestOf(operation, shape, given[operation.id] ?? {}, resolve)
  })
  let sent = 0
  const statuses = new Map<number, number>()
  await house.database(async (client) => {
    const state = async () =>
      JSON.stringify((await client.query<{ state: unknown }>(STATE, [`change/${rollout}`])).rows[0]?.state)
    let was = await state()
    const unharmed = fc.asyncProperty(request, async ({ operation, path, headers, body }) => {
      const startedAt = performance.now()
      const answer = await fetch(`${house.url()}${path}`, {
        method: operation.method,
        headers: { authorization: `Bearer ${secret()}`, ...headers },
        ...(body === undefined ? {} : { body: body as string }),
        redirect: 'manual',
        signal: AbortSignal.timeout(20_000),
      })
      if (answer.headers.get('content-type')?.startsWith('text/event-stream')) await answer.body?.cancel()
      else await answer.text()
      sent += 1
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      assert.ok(answer.status < 500, `${operation.id} answers ${answer.status}`)
      assert.ok(performance.now() - startedAt < 15_000, `${operation.id} took too long`)
      const is = await state()
      if (answer.status >= 400) assert.equal(is, was, `${operation.id} ${answer.status} changed something`)
      was = is
    })
    // Some on any machine, and then as many as go into the time.
    await fc.assert(unharmed, { numRuns: 100, endOnFailure: true })
    await fc.assert(unharmed, {
      numRuns: 1_000_000,
      interruptAfterTimeLimit: FUZZ_MS,
      markInterruptAsFailure: false,
      endOnFailure: true,
    })
  })
  assert.ok(sent >= 100, `only ${sent} requests were sent`)
  assert.ok(
    [200, 400].every((status) => (statuses.get(status) ?? 0) > 0),
    JSON.stringify([...statuses]),
  )
  assert.equal((await fetch(`${house.url()}/health/ready`)).status, 200)
  const verified = await house.cutwater('journal', 'verify')
  assert.equal(verified.code, 0, verified.out + verified.err)
})

type Doc = {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Shape>>>>
}
