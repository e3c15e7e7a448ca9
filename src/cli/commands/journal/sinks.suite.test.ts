import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import canonicalize from 'canonicalize'
import { chainOf, says } from '../../../adapters/checkpoint-sinks/serving.testing.ts'
import {
  type StrictReceiver,
  strictReceiver,
} from '../../../adapters/checkpoint-sinks/strict-receiver.testing.ts'
import {
  KEYS,
  type StrictStore,
  strictStore,
} from '../../../adapters/checkpoint-sinks/strict-store.testing.ts'
import { readServerFile } from '../../connection/data-directory.ts'
import { cutwaterIn } from '../../cutwater.testing.ts'
import { commandLineIn } from '../../terminal/terminal.testing.ts'

const PLAN = `plan: say-it
title: Say it
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
steps:
  - action: say
    undo: { none: true, because: nothing was done }
accept:
  - title: Somebody has looked
    person: the author
`
const TOKEN = 'the-token-of-the-audit'
const dir = mkdtempSync(join(tmpdir(), 'cutwater-sinks-'))
const { cutwater, serve, endAll, data } = cutwaterIn(dir)
let audit: StrictReceiver
let vault: StrictStore

const secret = (name: string, value: string) =>
  writeFileSync(join(dir, 'secrets', name), value, { mode: 0o600 })

before(async () => {
  for (const made of ['secrets', 'elsewhere']) mkdirSync(join(dir, made))
  audit = await strictReceiver(TOKEN)
  vault = await strictStore('journal')
  secret('AUDIT', TOKEN)
  secret('ID', KEYS.id)
  secret('KEY', KEYS.secret)
  writeFileSync(
    join(dir, 'cutwater.yaml'),
    `environments: { staging: { actions: { say: { command: [node, -e, "1"], timeLimit: 20s } } } }
checkpoints:
  audit: { https: { url: '${audit.url}/in', token: 'secret:AUDIT' } }
  disk: { file: elsewhere/checkpoints.jsonl }
  vault: { s3: { endpoint: '${vault.url}', bucket: journal, region: eu-central-1, prefix: cutwater, retain: 365d, accessKey: 'secret:ID', secretKey: 'secret:KEY' } }
`,
  )
  writeFileSync(join(dir, 'plan.yaml'), PLAN)
  await serve()
  // A change that is over is signed at once.
  const ran = await cutwater('run', 'plan.yaml', 'environment=staging')
  assert.match(ran.out, /SUCCEEDED/, ran.out + ran.err)
  for (let i = 0; i < 600 && (audit.kept.length === 0 || vault.objects.size === 0); i++) await sleep(50)
})
after(async () => {
  await endAll()
  await Promise.all([audit.close(), vault.close()])
  rmSync(dir, { recursive: true, force: true })
})

/** What it prints; no secret is ever in it. */
const said = async (...args: string[]) => {
  const { code, out, err } = await cutwater(...args)
  for (const value of [TOKEN, KEYS.secret]) assert.ok(!`${out}${err}`.includes(value))
  return { code, out, err }
}

test('what all sinks have is compared with the journal, and counted', async () => {
  const { code, out } = await said('journal', 'verify')
  assert.equal(code, 0, out)
  for (const name of ['audit', 'disk', 'vault'])
    assert.match(out, new RegExp(`^sink ${name}: (one checkpoint|\\d checkpoints), up to \\d`, 'm'))
  assert.match(out, /: whole$/m)
  const json = JSON.parse((await said('journal', 'verify', '--json')).out)
  assert.deepEqual(
    json.sinks.map(({ name }: { name: string }) => name),
    ['audit', 'disk', 'vault'],
  )
})

test('one sink by its name, or the file of a server, is enough', async () => {
  const one = await said('journal', 'verify', '--sink', 'vault')
  assert.match(one.out, /^sink vault: /m)
  assert.doesNotMatch(one.out, /sink (audit|disk)/)
  const file = await said('journal', 'verify', '--sink', join(data, 'checkpoints.jsonl'))
  assert.equal(file.code, 0, file.out)
  assert.doesNotMatch(file.out, /^sink /m)
  assert.match(
    (await said('journal', 'verify', '--sink', 'valut')).err,
    /no sink valut.*Write one of audit, disk, vault/s,
  )
})

test('each counts once in a file that two servers gave it to', async () => {
  const file = join(dir, 'elsewhere', 'checkpoints.jsonl')
  const once = readFileSync(file, 'utf8')
  appendFileSync(file, once)
  const counted = async () => /^sink disk: (.*)$/m.exec((await said('journal', 'verify')).out)?.[1]
  const twice = await counted()
  writeFileSync(file, once)
  assert.equal(twice, await counted())
})

test('what nothing was compared with is said', async () => {
  renameSync(join(dir, 'cutwater.yaml'), join(dir, 'other.yaml'))
  const without = await said('journal', 'verify')
  assert.match(without.out, /^no binding here: no sink was compared; name it with --binding FILE$/m)
  assert.equal(without.code, 0)
  assert.deepEqual(JSON.parse((await said('journal', 'verify', '--json')).out).notCompared, [
    'no binding here: no sink was compared; name it with --binding FILE',
  ])
  const named = await said('journal', 'verify', '--binding', 'other.yaml')
  renameSync(join(dir, 'other.yaml'), join(dir, 'cutwater.yaml'))
  assert.match(named.out, /^sink disk: /m)
  assert.doesNotMatch(named.out, /compared/)
})

test('elsewhere, a copy of the key and the sinks are enough', async () => {
  const elsewhere = mkdtempSync(join(dir, 'auditor-'))
  const at = commandLineIn(elsewhere, {
    CUTWATER_SERVER: readServerFile(data)?.url ?? '',
    CUTWATER_TOKEN_FILE: join(data, 'token'),
  })
  const binding = join(dir, 'cutwater.yaml')
  const key = join(data, 'keys', 'checkpoint.pub')
  const { code, out } = await at('journal', 'verify', '--binding', binding, '--public-key', key)
  assert.deepEqual([code, /: whole$/m.test(out), /^sink audit: /m.test(out)], [0, true, true], out)
  assert.match(out, /^no data directory here: no server's own checkpoints\.jsonl was compared$/m)
  const lost = await at('journal', 'verify', '--binding', binding, '--public-key', key, '--data', 'gone')
  assert.deepEqual([lost.code, /^the sink lacks checkpoint/m.test(lost.out)], [1, true], lost.out)
  assert.match((await at('journal', 'verify')).err, /no public key \(\*\.pub\) .*with --public-key FILE/)
})

/** By what the page says alone, with nothing of ours but the canonical JSON. */
test('a receiver can check hash and signature by the recipe of the page', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../../../docs/how-to/keep-checkpoints-elsewhere.md'),
    'utf8',
  )
  assert.match(page, /without `hash` and `signature`, and without `resumes` where it is null/)
  const key = createPublicKey(readFileSync(join(data, 'keys', 'checkpoint.pub')))
  const sent = audit.heard.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body))
  assert.ok(sent.length > 0)
  for (const { hash, signature, ...rest } of sent) {
    if (rest.resumes === null) delete rest.resumes
    assert.equal(
      createHash('sha256')
        .update(canonicalize(rest) ?? '')
        .digest('hex'),
      hash,
    )
    assert.ok(verifySignature(null, Buffer.from(hash), key, Buffer.from(signature, 'base64')))
  }
})

test('what a sink has and the journal has not is a finding, in each kind of sink', async () => {
  const [strange] = chainOf(1, 'another key')
  assert.ok(strange !== undefined)
  audit.kept.push({ ...strange, n: 99 })
  vault.objects.set(`cutwater/000000000001-${strange.hash}.json`, '{}')
  const { code, out } = await said('journal', 'verify')
  assert.equal(code, 1)
  assert.match(out, /^the sink audit has checkpoint 99, and the journal has not: its end was taken away/m)
  assert.match(out, /^the sink vault has checkpoint 1 as another history: the journal was rewritten/m)
  const faults = JSON.parse((await said('journal', 'verify', '--json')).out).faults
  assert.deepEqual(faults, [
    { fault: 'sink-knows-more', sink: 'audit', from: 99, to: 99 },
    { fault: 'sink-differs', sink: 'vault', from: 1, to: 1 },
  ])
  audit.kept.pop()
  vault.objects.delete(`cutwater/000000000001-${strange.hash}.json`)
})

test('a sink without a list is not compared; one that should have been read and was not is a finding', async () => {
  audit.odd.push(says(405))
  const without = await said('journal', 'verify', '--sink', 'audit')
  assert.deepEqual([without.code, /^sink audit: not compared$/m.test(without.out)], [0, true], without.out)
  vault.odd.push(says(403, '<Error><Code>AccessDenied</Code></Error>'))
  const unread = await said('journal', 'verify', '--sink', 'vault')
  assert.equal(unread.code, 1)
  assert.match(unread.out, /^the sink vault cannot be read back, .*: it answered 403: AccessDenied$/m)
})

test('doctor looks at each sink, and says how far it has come', async () => {
  const well = await said('doctor')
  assert.equal(well.code, 0, well.out)
  assert.match(well.out, /✓ sink +audit: 127\.0\.0\.1:\d+ answers, and can be read back$/m)
  assert.match(well.out, /✓ sink +vault: journal has object lock; each is held for 365 days$/m)
  assert.match(well.out, /- sink +disk: .* is on the disk of the data directory/m)
  for (const name of ['audit', 'disk', 'vault'])
    assert.match(well.out, new RegExp(`sink +${name}: given up to checkpoint \\d+, which is all$`, 'm'))
  vault.lock = false
  secret('AUDIT', 'another-token-than-it-has')
  rmSync(join(dir, 'elsewhere'), { recursive: true })
  const ill = await said('doctor')
  vault.lock = true
  secret('AUDIT', TOKEN)
  assert.equal(ill.code, 1)
  assert.match(ill.out, /✗ sink +audit: it answered 401.*; give the receiver the token/m)
  assert.match(ill.out, /✗ sink +vault: journal has no object lock, .*create-bucket/m)
  assert.match(
    ill.out,
    /✗ sink +disk: it needs \S+elsewhere, which is not there: mount what it is on, or make it$/m,
  )
})
