import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { cutwaterIn, end } from '../../cutwater.testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-serve-'))
const { data, started, start, cutwater, serve, endAll } = cutwaterIn(dir)

const PLAN = `plan: touch
title: Touch a file
inputs:
  environment: { type: enum, values: [staging], required: true }
  word: { type: string, default: hello }
environment: \${{ inputs.environment }}
steps:
  - action: touch
    unknown: repeat
    with: { word: '\${{ inputs.word }}' }
    undo: { none: true, because: the file may stay }
accept:
  - title: Somebody has looked
    person: the author
`
const BINDING = `environments:
  staging:
    actions:
      touch: { command: [node, -e, "console.log('touched'); process.exit(process.env.CUTWATER_WITH.includes('fail') ? 1 : 0)"], timeLimit: 20s }
`

before(async () => {
  writeFileSync(join(dir, 'plan.yaml'), PLAN)
  writeFileSync(join(dir, 'cutwater.yaml'), BINDING)
  await serve()
})
after(async () => {
  await endAll()
  rmSync(dir, { recursive: true, force: true })
})

test('the first start writes a token and its address for its owner alone, and prints no token', async () => {
  const token = readFileSync(join(data, 'token'), 'utf8').trim()
  for (const file of ['token', 'server.json'])
    assert.equal(statSync(join(data, file)).mode & 0o777, 0o600, file)
  assert.match(token, /^cw_[\w-]{43}$/)
  const doctor = await cutwater('doctor')
  assert.equal(doctor.code, 0, doctor.out + doctor.err)
  assert.doesNotMatch(doctor.out, new RegExp(token))
})

test('a change is run, followed to its end, and found again in every way', async () => {
  const ran = await cutwater('run', 'plan.yaml', 'environment=staging', '--key', 'the-first-change')
  assert.equal(ran.code, 0, ran.out + ran.err)
  assert.match(ran.out, /^CHG-\d{4}-0001 {2}Touch a file$/m)
  assert.match(ran.out, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}SUCCEEDED$/m)
  const id = /CHG-\d{4}-\d+/.exec(ran.out)?.[0] ?? ''
  const again = await cutwater(
    'run',
    'plan.yaml',
    'environment=staging',
    '--key',
    'the-first-change',
    '--detach',
    '--json',
  )
  assert.equal(JSON.parse(again.out).id, id)
  const other = await cutwater(
    'run',
    'plan.yaml',
    'environment=staging',
    'word=other',
    '--key',
    'the-first-change',
    '--detach',
  )
  assert.match(other.err, /This key opened CHG/)
  assert.match((await cutwater('list')).out, new RegExp(`^${id} {2}succeeded`, 'm'))
  assert.match((await cutwater('show', id, '--output')).out, /touched/)
  assert.equal(JSON.parse((await cutwater('show', id, '--json')).out).status, 'succeeded')
  assert.equal((await cutwater('watch', id)).code, 0)
  assert.match((await cutwater('journal', 'show', id)).out, /SUCCEEDED$/m)
  assert.match((await cutwater('resume', id)).err, /Only a paused change can be resumed/)
})

test('a change that fails ends as it should, with its exit code', async () => {
  const ran = await cutwater('run', 'plan.yaml', 'environment=staging', 'word=fail')
  assert.equal(ran.code, 3, ran.out)
  assert.match(ran.out, /ROLLED BACK$/m)
})

test('the journal verifies through the server, and what it exports is whole', async () => {
  const verified = await cutwater('journal', 'verify')
  assert.equal(verified.code, 0, verified.out + verified.err)
  assert.match(verified.out, /^\d+ entries in \d+ streams, \d+ checkpoints: whole$/m)
  const head = /^head (\d+:[0-9a-f]{64}) /m.exec(verified.out)?.[1] ?? assert.fail(verified.out)
  assert.equal((await cutwater('journal', 'verify', '--expect', head)).code, 0)
  const missed = await cutwater('journal', 'verify', '--expect', `9999${head}`)
  assert.equal(missed.code, 1)
  assert.match(missed.out, /^the expected checkpoint 9999\d+ is neither in the table nor in the sink$/m)
  assert.match((await cutwater('journal', 'verify', '--expect', 'head')).err, /is no head.*NUMBER:HASH/s)
  assert.match(
    (await cutwater('journal', 'resume', '--because', 'x')).out,
    /signed as usual, and nothing was done/,
  )
  const lines = (await cutwater('journal', 'export')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.ok(lines.some(({ entry }) => entry?.type === 'succeeded'))
})

test('a second server on the same data and a port in use are refused plainly', async () => {
  const second = await cutwater('serve', '--port', '0')
  assert.equal(second.code, 1)
  assert.match(second.err, /another cutwater server \(pid \d+\) is using/)
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const third = await cutwater('serve', '--port', String(port), '--data', join(dir, 'elsewhere'))
  taken.close()
  assert.equal(third.code, 1)
  assert.match(third.err, new RegExp(`port ${port} is in use`))
  // What collects logs reads every line of it.
  for (const line of `${second.err}${third.err}`.trim().split('\n'))
    assert.equal(typeof JSON.parse(line).msg, 'string', line)
})

test('a database that cannot be used is refused plainly, by serve and by doctor, without its password', async () => {
  const url = (rest: string) => `postgres://ops:hunter2@${rest}`
  const refused = /127\.0\.0\.1:1: connection refused.*127\.0\.0\.1:2: connection refused/s
  const rows: readonly [string, RegExp, RegExp][] = [
    [
      url('db.example/ops?sslmode=prefer'),
      /sslmode=prefer leaves it to the other end/,
      /sslmode=verify-full/,
    ],
    [url('db-1,db-2/ops?target_session_attrs=any'), /may lead to a standby/, /read-write or primary/],
    [url('127.0.0.1:1,127.0.0.1:2/ops'), refused, /See that Postgres runs/],
  ]
  for (const [at, why, remedy] of rows)
    for (const words of [['serve', '--data', join(dir, 'elsewhere'), '--port', '0'], ['doctor']]) {
      const { code, out, err } = await cutwater(...words, '--database-url', at)
      assert.equal(code, 1, out)
      assert.match(out + err, why)
      assert.match(out + err, remedy)
      assert.doesNotMatch(out + err, /hunter2/)
    }
})

test('a watch survives a server that is killed and started again elsewhere', async () => {
  writeFileSync(
    join(dir, 'slow.yaml'),
    PLAN.replace('steps:', 'window: { start: "2099-01-01T00:00:00Z", duration: 1h }\nsteps:'),
  )
  const opened = await cutwater('run', 'slow.yaml', 'environment=staging', '--detach', '--json')
  const { id } = JSON.parse(opened.out)
  const late = await cutwater('watch', id, '--timeout', '1s')
  assert.deepEqual([late.code, /Not over after 1s. .* goes on/.test(late.err)], [124, true], late.err)
  const watch = start('watch', id)
  const exited = once(watch, 'exit')
  let told = ''
  for (const stream of [watch.stdout, watch.stderr])
    stream?.on('data', (chunk) => {
      told += chunk
    })
  const heard = async (pattern: RegExp) => {
    const until = performance.now() + 60_000
    while (!pattern.test(told)) {
      assert.ok(performance.now() < until, `never heard ${pattern}: ${told}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await heard(/scheduled for/)
  await end(started[0]!, 'SIGKILL')
  await heard(/The server does not answer/)
  await serve()
  await heard(/The server answers again/)
  assert.equal((await cutwater('abort', id, '--because', 'enough')).code, 0)
  const [code] = await exited
  assert.equal(code, 1)
  assert.match(told, /cancelled by admin: enough/)
  assert.equal(told.match(/does not answer/g)?.length, 1)
})

const PREPARES = `plan: prepares
title: Prepares
environment: staging
phases:
  - phase: { name: ready, at: before }
    steps: [ { checklist: [ Somebody is there ] } ]
  - phase: { name: main, at: T }
    steps: [ { action: touch, unknown: repeat, undo: { none: true, because: the file may stay } } ]
`

test('a bundle for support holds what is needed, and no secret of the house', async () => {
  const token = readFileSync(join(data, 'token'), 'utf8').trim()
  const log = join(dir, 'gateway.log')
  writeFileSync(
    log,
    `it began\nAuthorization: Bearer ${token}\nfetch https://ann:hunter2@shop.example/ failed\n`,
  )
  const ran = await cutwater(
    'support-bundle',
    '--log',
    log,
    '--change',
    'CHG-2026-0001',
    '--out',
    'bundle.json',
  )
  assert.equal(ran.code, 0, ran.err)
  assert.match(ran.out, /bundle\.json: \d+ KiB, for you alone\. Read it before/)
  const file = join(dir, 'bundle.json')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const text = readFileSync(file, 'utf8')
  assert.ok(!text.includes(token) && !text.includes('hunter2'))
  const { doctor, binding, server, logs } = JSON.parse(text)
  assert.ok(doctor.some(({ what, is }: Record<string, string>) => what === 'server' && is === 'good'))
  assert.ok('staging' in binding.environments)
  assert.match(server.metrics, /^# TYPE cutwater_/m)
  assert.ok(server.changes.length > 0 && server.about.loops.length > 0)
  assert.equal(logs[log][0], 'it began')
  const again = await cutwater('support-bundle', '--out', 'bundle.json')
  assert.equal(again.code, 1)
  assert.match(again.err, /bundle\.json is there already/)
  assert.equal(readFileSync(file, 'utf8'), text)
})

test('doctor counts a change that prepares among those that are under way', async () => {
  writeFileSync(join(dir, 'prepares.yaml'), PREPARES)
  const ran = await cutwater('run', 'prepares.yaml', '--detach', '--json')
  assert.equal(ran.code, 0, ran.out + ran.err)
  const { id } = JSON.parse(ran.out) as { id: string }
  const counted = async () => {
    const { out } = await cutwater('doctor')
    return /(\w+) changes? (is|are) under way/.exec(out)?.[1] ?? out
  }
  const until = performance.now() + 30_000
  while (!/PREPARING/i.test((await cutwater('show', id)).out))
    assert.ok(performance.now() < until, 'it never prepares')
  assert.equal(await counted(), 'one')
  assert.equal((await cutwater('abort', id, '--because', 'enough')).code, 0)
})

test('asked to stop, and when its terminal is closed, the server stops and leaves nothing behind', async () => {
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    if (signal === 'SIGHUP') await serve()
    const server = started.filter(
      (child) => child.spawnargs.includes('serve') && child.exitCode === null && child.signalCode === null,
    )
    assert.equal(server.length, 1)
    for (const child of server) await end(child, signal)
    for (const left of ['server.json', 'postgres/data/postmaster.pid'])
      assert.ok(!existsSync(join(data, left)), `${left} after ${signal}`)
  }
  assert.match((await cutwater('list')).err, /there is no server in/)
  const direct = await cutwater('journal', 'verify', '--direct')
  assert.equal(direct.code, 0, direct.out + direct.err)
  assert.match(direct.out, /: whole$/m)
})
