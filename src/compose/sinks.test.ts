import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { NotServable } from './binding.ts'
import { sinksOf } from './sinks.ts'

const dir = await mkdtemp(join(tmpdir(), 'cutwater-bound-sinks-'))
after(() => rm(dir, { recursive: true, force: true }))

const bound = async (sinks: string) => {
  const file = join(dir, 'cutwater.yaml')
  await writeFile(file, `environments: {}\n${sinks}`)
  return (await sinksOf(file, join(dir, 'data'))).map(({ name, sink }) => `${name} ${sink.where}`)
}
const S3 = "bucket: journal, region: r, retain: 1d, accessKey: 'secret:A', secretKey: 'secret:B'"

test('every sink of a binding is known by its place; without any there are none', async () => {
  assert.deepEqual(await bound(''), [])
  const sinks = `checkpoints:
  disk: { file: elsewhere/checkpoints.jsonl }
  audit: { https: { url: 'https://audit.example/in', token: 'secret:T' } }
  vault: { s3: { ${S3}, prefix: a/b } }
  own: { s3: { ${S3}, endpoint: 'https://s3.internal:9000' } }
`
  assert.deepEqual(await bound(sinks), [
    `disk ${join(dir, 'elsewhere', 'checkpoints.jsonl')}`,
    'audit https://audit.example/in',
    'vault https://journal.s3.r.amazonaws.com/a/b/',
    'own https://s3.internal:9000/journal/',
  ])
})

test('an address that cannot be asked is refused with its place', async () => {
  for (const url of ['https://audit.example:99999/in', 'https://[::/in'])
    await assert.rejects(
      bound(`checkpoints: { audit: { https: { url: '${url}', token: 'secret:T' } } }`),
      (error) => error instanceof NotServable && /^checkpoints\.audit: .*correct it$/.test(error.message),
    )
})
