/**
 * Whatever is given to it, it answers each in clear words, changes nothing that was not asked for, and its journal
 * stays whole.
 */
import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { httpClient } from '../src/http/client/client.ts'
import {
  assertSentence,
  filesToCheck,
  giveNonsense,
  inTurns,
  startWrongly,
} from './props/bad-commands.testing.ts'
import { rawRequest, sendMalformed, sendUnreadable } from './props/bad-requests.testing.ts'
import { BOMBS, brokenPlans, seedWords } from './props/broken-plans.testing.ts'
import { isAlive } from './props/outside.testing.ts'
import { rowsIn, SECRETS, smallHouse } from './props/small-house.testing.ts'
import { PLAN, ROOT, until } from './props/stage.testing.ts'
import { assertProblem, send, sendRaw } from './props/wire.testing.ts'

const KEY = "env: { KEY: 'secret:DEPLOY_KEY' }, grace: 300ms"
const BINDING = `environments:
  staging:
    actions:
      begin: { command: [touch, '\${CUTWATER_CHANGE}'], timeLimit: 10s }
      take-back: { command: [rm, '\${CUTWATER_CHANGE}'], timeLimit: 10s }
      missing: { command: [./not-there], timeLimit: 5s, ${KEY} }
      closed: { command: [./not-executable], timeLimit: 5s, ${KEY} }
      deaf: { command: [sh, unruly.sh, deaf], timeLimit: 2s, ${KEY} }
      endless: { command: [sh, unruly.sh, endless], timeLimit: 2s, ${KEY} }
      leaky: { command: [sh, unruly.sh, leaky], timeLimit: 10s, ${KEY} }
    notices:
      - { channel: nobody, webhook: 'http://127.0.0.1:9/in', secret: 'secret:WEBHOOK_KEY' }
`
/**
 * As bad as a command can be, in three ways. It says its pid first, so that it can be looked for: a shell does so at
 * once.
 */
const UNRULY = `
trap '' TERM
echo $$ > "$1.pid"
echo "the key is $KEY or $(printf %s "$KEY" | base64)"
case $1 in
  leaky) exit 1 ;;
  deaf) while :; do sleep 1; done ;;
  endless) exec yes "on and on $KEY" ;;
esac
`
const planOf = (action: string, more = '') => `plan: small
title: A small change
inputs:
  environment: { type: enum, values: [staging, production], required: true }
environment: \${{ inputs.environment }}
${more}steps:
  - action: begin
    unknown: repeat
    undo: { action: take-back }
  - action: ${action}
    unknown: repeat
    undo: { none: true, because: it leaves nothing behind }
`
/** A change that waits for ever, so that nothing happens by itself while requests are counted. */
const WAITING = planOf('leaky', 'window: { start: "2099-01-01T00:00:00Z", duration: 1h }\n')
const FAILS: Readonly<Record<string, RegExp>> = {
  missing: /not-there was not found: install it/,
  closed: /not-executable may not be executed: check its mode/,
  deaf: /time limit of 2 s reached/,
  endless: /time limit of 2 s reached/,
  leaky: /exit code 1/,
}
const TOO_SLOW = '{"plan": "a pause with'

test('bad input of every kind', async (t) => {
  const house = smallHouse(BINDING)
  t.after(() => house.remove())
  const write = (name: string, text: string) => writeFileSync(join(house.dir, name), text)
  write('unruly.sh', UNRULY)
  write('small.yaml', WAITING)
  write('unbound.yaml', planOf('launch'))
  for (const action of Object.keys(FAILS)) write(`${action}.yaml`, planOf(action))
  write('not-executable', '#!/bin/sh\n')
  chmodSync(join(house.dir, 'not-executable'), 0o644)
  await house.start()
  /** All that anybody was told, to look for secrets in it at the end. */
  const told: string[] = []
  const cutwater = async (...args: readonly string[]) => {
    const ran = await house.cutwater(...args)
    told.push(ran.out, ran.err)
    return ran
  }
  const client = httpClient({ url: house.url(), token: house.token() })
  const headers = {
    authorization: `Bearer ${house.token()}`,
    'content-type': 'application/json',
    'idempotency-key': 'bad-input-00000001',
  }
  const open = (body: object) =>
    send(house.url(), '/v1/changes', { method: 'POST', headers, body: JSON.stringify(body) })

  await t.test('broken plans are answered with findings, each in its place', async () => {
    const whole = [readFileSync(join(ROOT, PLAN), 'utf8'), WAITING]
    const plans = [...Object.values(BOMBS), ...brokenPlans(whole, 150)]
    let found = 0
    await inTurns(plans.entries(), 4, async ([n, plan]) => {
      const what = `${seedWords}, plan ${n}: ${plan.slice(0, 3_000)}`
      const inputs = {
        environment: 'staging',
        ...(n < 9 ? { word: 'a'.repeat(2_000) } : { version_tag: 'v2' }),
      }
      const from = performance.now()
      const answer = await send(house.url(), '/v1/changes', {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': `broken-plan-${n}` },
        body: JSON.stringify({ plan, inputs }),
      })
      told.push(answer.body)
      assert.ok(performance.now() - from < 15_000, `${what} took too long`)
      if (answer.status === 201) return
      if (answer.status === 400) return assertProblem(answer, 400, what)
      assertProblem(answer, 422, what)
      const { findings } = JSON.parse(answer.body) as {
        findings: { line: number; column: number; remedy: string }[]
      }
      assert.ok(findings.length > 0, what)
      for (const { line, column, remedy } of findings)
        assert.ok(line >= 1 && column >= 1 && remedy !== '', `${what}\n${JSON.stringify(findings)}`)
      found += 1
    })
    assert.ok(found > 100, `only ${found} of ${plans.length} plans were refused`)
  })

  await t.test('check says the same of files, as text and as JSON', async () => {
    await inTurns(Object.entries(filesToCheck(house)), 2, async ([name, says]) => {
      const json = await cutwater('check', name, '--json')
      assert.equal(json.code, 1, name)
      assert.equal(json.err, '', name)
      const { ok, findings } = JSON.parse(json.out) as { ok: boolean; findings: { message: string }[] }
      assert.equal(ok, false)
      assert.match(findings[0]?.message ?? '', says, name)
    })
    const bound = await cutwater('check', 'unbound.yaml', '--binding', 'cutwater.yaml')
    assert.equal(bound.code, 1)
    assert.match(bound.out, /unbound\.yaml:\d+:\d+: error: .*launch/)
  })

  await t.test('malformed requests are problems, and change nothing', async () => {
    const { change } = await client.open({
      plan: WAITING,
      file: 'w.yaml',
      inputs: { environment: 'staging' },
      pace: 1,
    })
    const before = await house.rows()
    const slow = sendRaw(house.url(), rawRequest(house, { length: 1_000, body: TOO_SLOW }))
    await sendMalformed(house, headers, change.id)
    await sendUnreadable(house)
    assertProblem(await slow, 408, 'a body that does not come')
    assert.deepEqual(await house.rows(), before)
  })

  await t.test('a wrong or stale revision is refused, and the change stays as it was', async () => {
    const { change } = await client.open({
      plan: WAITING,
      file: 'x.yaml',
      inputs: { environment: 'staging' },
      pace: 1,
    })
    const ask = async (key: string, ifMatch: Readonly<Record<string, string>>) =>
      send(house.url(), `/v1/changes/${change.id}/commands`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': key, ...ifMatch },
        body: JSON.stringify({ command: 'cancel', because: 'no more' }),
      })
    assertProblem(await ask('revision-none', {}), 428, 'no revision')
    assertProblem(await ask('revision-stale', { 'if-match': '"1"' }), 412, 'a stale revision')
    assertProblem(await ask('revision-wrong', { 'if-match': '"999"' }), 412, 'a revision to come')
    assertProblem(await ask('revision-odd', { 'if-match': '*' }), 400, 'a revision that is none')
    const after = await client.change(change.id)
    assert.deepEqual([after.status, after.revision], [change.status, change.revision])
    assertProblem(
      await open({ plan: planOf('leaky'), inputs: { environment: 'production' } }),
      422,
      'unbound',
    )
  })

  await t.test('commands that cannot start, do not end or do not keep a secret: rolled back', async () => {
    await inTurns(Object.entries(FAILS), 3, async ([action, because]) => {
      const ran = await cutwater('run', `${action}.yaml`, 'environment=staging', '--key', `unruly-${action}`)
      assert.equal(ran.code, 3, `${action}: ${ran.out}${ran.err}`)
      const [id = ''] = /CHG-\d{4}-\d+/.exec(ran.out) ?? []
      const shown = await cutwater('show', id, '--output')
      assert.match(shown.out, because, action)
      assert.ok(shown.out.length < 100_000, `${action} printed ${shown.out.length}`)
      assert.equal((await client.change(id)).status, 'rolled-back')
      assert.ok(!readdirSync(house.dir).includes(id), `${action}: the first step was not taken back`)
    })
    for (const action of ['deaf', 'endless']) {
      const pid = Number(readFileSync(join(house.dir, `${action}.pid`), 'utf8'))
      await until(`${action} is gone`, () => !isAlive(pid))
    }
    const kept = readdirSync(join(house.dataDir, 'runs'), { recursive: true, withFileTypes: true })
    for (const file of kept.filter((one) => one.isFile())) {
      const path = join(file.parentPath, file.name)
      assert.ok(statSync(path).size < 70_000, `${file.name} has ${statSync(path).size} bytes`)
      told.push(readFileSync(path, 'utf8'))
    }
  })

  await t.test('a command line that means nothing is one sentence and what to do, and never a stack', () =>
    giveNonsense(house, cutwater),
  )

  await t.test('a server or a gateway that cannot start says why, and ends', () =>
    startWrongly(house, cutwater),
  )

  await t.test('a database of a newer version is refused, and is left as it is', async () => {
    // A server that stops still writes down what it had counted.
    await house.stop()
    const before = await house.databaseAlone(async (database) => {
      await database.query("INSERT INTO cutwater.migration VALUES (9999, '9999-from-the-future', 'x', 0)")
      return rowsIn(database)
    })
    assertSentence(
      await cutwater('serve', '--port', '0', '--json'),
      /^cutwater: the database is of version 9999, this cutwater knows versions up to \d+/,
    )
    await house.databaseAlone(async (database) => {
      assert.deepEqual(await rowsIn(database), before)
      await database.query('DELETE FROM cutwater.migration WHERE version = 9999')
    })
    await house.start()
  })

  await t.test('at the end the server is well, the journal whole, and no secret was told', async () => {
    assert.equal((await send(house.url(), '/health/ready')).status, 200)
    const verified = await cutwater('journal', 'verify')
    assert.equal(verified.code, 0, verified.out + verified.err)
    assert.match(verified.out, /: whole$/m)
    assert.equal(JSON.parse((await cutwater('journal', 'verify', '--json')).out).whole, true)
    assert.equal((await cutwater('journal', 'export')).code, 0)
    assert.equal((await cutwater('list', '--json')).code, 0)
    told.push(house.log())
    assert.doesNotMatch(house.log(), /"msg":"a request could not be answered"/, 'the server blamed itself')
    for (const value of [...Object.values(SECRETS), house.token()])
      for (const form of [value, Buffer.from(value).toString('base64'), encodeURIComponent(value)])
        assert.ok(!told.some((text) => text.includes(form)), 'a secret was told')
  })
})
