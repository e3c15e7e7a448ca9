import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openSigner } from '../adapters/checkpoint-file/signer.ts'
import { examineSigning } from './examine-signing.ts'

const dir = await mkdtemp(join(tmpdir(), 'cutwater-signing-'))
after(() => rm(dir, { recursive: true, force: true }))
const found = async () => (await examineSigning(dir)).map(({ is, says }) => `${is}: ${says}`).join('\n')

test('what ties the journal to the outside is looked at, and that it is outside', async () => {
  assert.equal(await found(), '')
  await openSigner(join(dir, 'keys'))
  assert.match(await found(), /^warning: nothing was signed/)
  await writeFile(join(dir, 'checkpoints.jsonl'), '')
  assert.match(await found(), /^good: signed by/)
  await mkdir(join(dir, 'postgres'))
  assert.match(await found(), /^warning: signing key, checkpoints and database are on one disk.*--expect/)
  await rm(join(dir, 'keys', 'checkpoint.key'))
  assert.match(await found(), /^bad: the key that signed the journal is gone.*cutwater journal resume/)
})
