import assert from 'node:assert/strict'
import { appendFile, chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sealCheckpoint } from '../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../core/journal/entry.ts'
import { isKeyLost, openSigner, openSigningKey } from './signer.ts'
import { fileSink } from './sink.ts'
import { verifier } from './verifier.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cutwater-checkpoint-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const checkpoint = (n: number): Checkpoint => ({
  ...sealCheckpoint({ n: n - 1, hash: 'h' }, n, [], 'k'),
  signature: 's',
})

test('the key is made once, is for us alone, and its signatures verify with the public key and no other', async () => {
  const [one, two] = await Promise.all([openSigner(join(dir, 'a')), openSigner(join(dir, 'a'))])
  assert.equal(one.key, two.key)
  assert.match(one.key, /^[0-9a-f]{16}$/)
  assert.equal((await stat(join(dir, 'a', 'checkpoint.key'))).mode & 0o777, 0o600)
  const signature = await one.sign('some hash')
  const pinned = verifier(await readFile(join(dir, 'a', 'checkpoint.pub'), 'utf8'))
  assert.equal(pinned.key, one.key)
  assert.ok(pinned.verifySignature('some hash', signature))
  assert.ok(!pinned.verifySignature('other hash', signature))
  assert.ok(!pinned.verifySignature('some hash', 'nonsense'))
  assert.ok(
    !verifier((await openSigner(join(dir, 'b'))).publicKeyPem).verifySignature('some hash', signature),
  )
})

test('a key that is gone is not replaced unasked, whatever is left of it; then the old one stays pinned', async () => {
  const left: readonly [string, readonly string[], boolean][] = [
    ['nothing', ['checkpoint.key', 'checkpoint.pub', 'checkpoint.signed'], false],
    ['the public key', ['checkpoint.key', 'checkpoint.signed'], true],
    ['what it signed', ['checkpoint.key', 'checkpoint.pub'], true],
    ['everything', [], false],
  ]
  for (const [what, gone, isLost] of left) {
    const at = await mkdtemp(join(dir, 'lost-'))
    const first = await openSigningKey(at)
    await first.remember({ n: 7, hash: 'ab'.repeat(32) })
    for (const name of gone) await rm(join(at, name))
    assert.equal(await isKeyLost(at), isLost, what)
    const key = await openSigningKey(at)
    assert.equal(key.signer() === null, isLost, what)
    assert.equal(key.lost() !== null, isLost, what)
    const name = first.signer()?.key
    if (what === 'the public key') assert.equal(key.lost()?.key, name)
    const renewed = await key.renew()
    assert.equal(key.lost(), null)
    assert.equal((await key.renew()).key, renewed.key)
    if (what === 'the public key')
      assert.equal(verifier(await readFile(join(at, `checkpoint-${name}.pub`), 'utf8')).key, name)
  }
  const served = await mkdtemp(join(dir, 'served-'))
  assert.equal((await openSigningKey(served, async () => true)).signer(), null)
})

test('a key remembers what it signed last, as a whole', async () => {
  const at = await mkdtemp(join(dir, 'signed-'))
  const key = await openSigningKey(at)
  assert.equal(await key.lastSigned(), null)
  for (const n of [1, 12]) await key.remember({ n, hash: 'ab'.repeat(32) })
  assert.deepEqual(await (await openSigningKey(at)).lastSigned(), { n: 12, hash: 'ab'.repeat(32) })
})

test('refuses a private key that others can read, and a public key that is none', async () => {
  await openSigner(join(dir, 'c'))
  await chmod(join(dir, 'c', 'checkpoint.key'), 0o644)
  await assert.rejects(openSigner(join(dir, 'c')), /can be read by others/)
  assert.throws(() => verifier('nonsense'))
})

test('what was appended is read back in order, by anybody, also when several are appended at once', async () => {
  const path = join(dir, 'deep', 'sink.jsonl')
  const sink = fileSink(path)
  assert.deepEqual(await sink.read(), [])
  await Promise.all([1, 2, 3].map((n) => sink.append(checkpoint(n))))
  assert.deepEqual(await fileSink(path).read(), [1, 2, 3].map(checkpoint))
  assert.deepEqual(await sink.torn(), [])
})

test('a line torn by a crash is reported, and the next checkpoint is none the worse for it', async () => {
  const path = join(dir, 'torn.jsonl')
  const sink = fileSink(path)
  await sink.append(checkpoint(1))
  await appendFile(path, JSON.stringify(checkpoint(2)).slice(0, 40))
  assert.deepEqual([await sink.read(), await sink.torn()], [[checkpoint(1)], [2]])
  await sink.append(checkpoint(2))
  assert.deepEqual([await sink.read(), await sink.torn()], [[1, 2].map(checkpoint), [2]])
})
