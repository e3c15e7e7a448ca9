import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { cutwaterIn } from '../../cutwater.testing.ts'
import { commandLineIn } from '../../terminal/terminal.testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-plan-'))
const { data, serve, endAll } = cutwaterIn(dir)
const cutwater = commandLineIn(dir, { CUTWATER_DATA: data })
const asker = commandLineIn(dir, { CUTWATER_DATA: data, CUTWATER_TOKEN_FILE: 'requester.token' })

const PLAN = `plan: say-hello
title: Say hello
inputs:
  environment: { type: enum, values: [staging], required: true, description: Where }
  word: { type: string, default: hello }
environment: \${{ inputs.environment }}
window: { start: "2099-01-01T00:00:00Z", duration: 1h }
steps:
  - action: say
    unknown: repeat
    with: { word: '\${{ inputs.word }}' }
    undo: { none: true, because: it was said }
`
const BINDING = `environments:
  staging:
    actions:
      say: { command: [node, -e, "0"], timeLimit: 20s }
`

before(async () => {
  writeFileSync(join(dir, 'hello.yaml'), PLAN)
  writeFileSync(join(dir, 'hello-2.yaml'), PLAN.replace('Say hello', 'Say it louder'))
  writeFileSync(join(dir, 'late.yaml'), PLAN.replace('2099', '2020').replace('plan: say-hello', 'plan: late'))
  writeFileSync(join(dir, 'bad.yaml'), PLAN.replace('action: say', 'action: shout'))
  writeFileSync(join(dir, 'cutwater.yaml'), BINDING)
  await serve()
  const made = await cutwater('token', 'create', 'rita', '--role', 'requester', '--out', 'requester.token')
  assert.equal(made.code, 0, made.err)
})
after(async () => {
  await endAll()
  rmSync(dir, { recursive: true, force: true })
})

test('nothing is registered at first, and the way to register is said', async () => {
  const listed = await cutwater('plan', 'list')
  assert.deepEqual(
    [listed.code, listed.out],
    [0, 'no plan is registered; cutwater plan register FILE does that'],
  )
  const ran = await cutwater('run', 'say-hello', 'environment=staging')
  assert.equal(ran.code, 1)
  assert.match(
    ran.err,
    /there is neither a file nor a registered plan called say-hello\n {2}None is registered yet/,
  )
})

test('a text is registered once, and another text is the next version', async () => {
  assert.match((await cutwater('plan', 'register', 'hello.yaml')).out, /^say-hello version 1: registered$/m)
  const again = await cutwater('plan', 'register', 'hello.yaml')
  assert.deepEqual([again.code, again.out], [0, 'say-hello version 1: was registered already'])
  const next = JSON.parse((await cutwater('plan', 'register', 'hello-2.yaml', '--json')).out)
  assert.deepEqual([next.plan.version, next.already, next.warnings], [2, false, []])
})

test('a plan with errors is not registered; checking it keeps nothing', async () => {
  const refused = await cutwater('plan', 'register', 'bad.yaml')
  assert.equal(refused.code, 1)
  assert.match(
    refused.err,
    /bad\.yaml:\d+:\d+: error: .*shout(?:.|\n)*the plan has a finding and was not registered/,
  )
  const checked = await cutwater('plan', 'check', 'bad.yaml')
  assert.deepEqual([checked.code, checked.err], [1, ''])
  assert.match(checked.out, /bad\.yaml: 1 error, 0 warnings$/m)
  const wrong = await cutwater('plan', 'check', 'hello.yaml', 'environment=mars', '--json')
  assert.deepEqual([wrong.code, JSON.parse(wrong.out).ok], [1, false])
  assert.match(
    (await cutwater('plan', 'check', 'hello.yaml', 'environment=staging')).out,
    /nothing is wrong$/m,
  )
  assert.equal(JSON.parse((await cutwater('plan', 'list', '--json')).out).length, 1)
})

test('list and show say what may be run, and how', async () => {
  assert.match(
    (await cutwater('plan', 'list')).out,
    /^ {2}say-hello {2}version 2 {2}.* admin {2}Say it louder$/m,
  )
  const shown = (await cutwater('plan', 'show', 'say-hello')).out
  assert.match(shown, /^Say it louder\nsay-hello version 2, hash [0-9a-f]{64}$/m)
  assert.match(shown, /^ {2}environment=staging {2}required {4}Where\n {2}word=STRING {10}else hello$/m)
  assert.match(shown, /^ {2}2 {2}[0-9a-f]{12} .*\n {2}1 {2}[0-9a-f]{12} .* Say hello$/m)
  assert.equal((await cutwater('plan', 'show', 'say-hello@1', '--text')).out, PLAN.trimEnd())
  const first = JSON.parse((await cutwater('plan', 'show', 'say-hello@1', '--json')).out)
  assert.deepEqual([first.version, first.text], [1, PLAN])
  assert.match(
    (await cutwater('plan', 'show', 'say-hello@9')).err,
    /say-hello has no version 9\n {2}Its newest is 2/,
  )
  assert.match((await cutwater('plan', 'show', 'say-hullo')).err, /Did you mean say-hello\?/)
})

test('a person who may not register runs by name, and no other text', async () => {
  const refused = await asker('plan', 'register', 'hello-2.yaml')
  assert.equal(refused.code, 1)
  assert.match(refused.err, /rita/)
  writeFileSync(join(dir, 'own.yaml'), PLAN.replace('Say hello', 'Say my own'))
  const own = await asker('run', 'own.yaml', 'environment=staging', '--detach')
  assert.equal(own.code, 1)
  assert.match(own.err, /may run what is registered(?:.|\n)*cutwater plan list/)
  const ran = await asker('run', 'say-hello', 'environment=staging', '--detach')
  assert.equal(ran.code, 0, ran.err)
  assert.match(ran.err, /^say-hello version 2, registered by admin$/m)
  assert.match(ran.out, /^CHG-\d{4}-0001 {2}Say it louder$/m)
  const earlier = await asker('run', 'say-hello@1', 'environment=staging', '--detach', '--json')
  assert.equal(JSON.parse(earlier.out).change.title, 'Say hello')
})

test('a plan runs by its title too, as people write it', async () => {
  const ran = await asker('run', 'say it  LOUDER', 'environment=staging', '--detach')
  assert.match(ran.err, /^say-hello version 2, registered by admin$/m)
  assert.equal(ran.code, 0, ran.err)
  const unknown = await asker('run', 'Say it lower', 'environment=staging', '--detach')
  assert.equal(unknown.code, 1)
  assert.match(
    unknown.err,
    /registered plan called "Say it lower"\n {2}.*cutwater plan list shows names and titles/,
  )
})

test('a file of that name wins over a registered plan, unless --registered is said', async () => {
  writeFileSync(join(dir, 'say-hello'), PLAN.replace('Say hello', 'From the file'))
  try {
    const file = await cutwater('run', 'say-hello', 'environment=staging', '--detach')
    assert.match(file.out, /From the file$/m)
    const named = await asker('run', 'say-hello', '--registered', 'environment=staging', '--detach')
    assert.equal(named.code, 0, named.err)
    // Opening the file registered it, as its newest version.
    assert.match(named.err, /^say-hello version 3, registered by admin$/m)
  } finally {
    rmSync(join(dir, 'say-hello'))
  }
})

test('a change that has not begun is given another plan, and then refuses it once it is over', async () => {
  const opened = await asker('run', 'say-hello@1', 'environment=staging', '--detach', '--json')
  const { id } = JSON.parse(opened.out)
  const edited = await asker('edit', id, 'say-hello@2', 'environment=staging', 'word=louder')
  assert.deepEqual([edited.code, edited.out], [0, `${id}: edited`])
  assert.equal(JSON.parse((await cutwater('show', id, '--json')).out).title, 'Say it louder')
  assert.equal((await cutwater('abort', id, '--because', 'enough')).code, 0)
  const late = await asker('edit', id, 'say-hello', 'environment=staging')
  assert.equal(late.code, 1)
  assert.match(late.err, /cannot be edited/)
})

test('a list that has more than it shows says so', async () => {
  const listed = await cutwater('list', '--limit', '2')
  assert.equal(listed.out.trim().split('\n').length, 2)
  assert.match(listed.err, /There are older ones/)
  assert.equal((await cutwater('list')).err, '')
})

test('a change that ends at once is no success, also when nobody follows it', async () => {
  const ran = await cutwater('run', 'late.yaml', 'environment=staging', '--detach')
  assert.equal(ran.code, 1, ran.out)
  assert.match(ran.err, /CHG-\d{4}-\d+ has ended already: missed\. cutwater show CHG-\d{4}-\d+ says why\./)
})
