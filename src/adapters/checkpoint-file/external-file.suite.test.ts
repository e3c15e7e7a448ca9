import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sealCheckpoint } from '../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../core/journal/entry.ts'
import { SinkFault } from '../../ports/store/external-sink.ts'
import { externalFile } from './external-file.ts'
import { givenMark } from './given-mark.ts'

const dir = await mkdtemp(join(tmpdir(), 'cutwater-external-'))
after(() => rm(dir, { recursive: true, force: true }))
const never = new AbortController().signal

function chainOf(to: number, key = 'k'): readonly Checkpoint[] {
  const made: Checkpoint[] = []
  for (let n = 1; n <= to; n++)
    made.push({ ...sealCheckpoint(made.at(-1) ?? null, n, [], key), signature: 's' })
  return made
}
const heads = (chain: readonly Checkpoint[]) => chain.map(({ n, hash }) => ({ n, hash }))

test('a file of others has each once, also when all are given again by another process', async () => {
  const path = join(dir, 'again.jsonl')
  for (const to of [3, 5]) {
    const sink = externalFile(path, dir)
    for (const one of chainOf(to)) assert.deepEqual(await sink.give(one, never), { is: 'taken' })
  }
  assert.deepEqual(await externalFile(path, dir).heads(0, never), heads(chainOf(5)))
  assert.deepEqual(await externalFile(path, dir).heads(3, never), heads(chainOf(5)).slice(3))
})

test('a file that has another of this number says so, and stays as it is', async () => {
  const path = join(dir, 'differs.jsonl')
  for (const one of chainOf(2)) await externalFile(path, dir).give(one, never)
  const before = await readFile(path, 'utf8')
  const other = chainOf(2, 'another')[1]!
  assert.deepEqual(await externalFile(path, dir).give(other, never), {
    is: 'differs',
    hash: chainOf(2)[1]!.hash,
  })
  assert.equal(await readFile(path, 'utf8'), before)
})

test('a directory that is not there is not made: nothing is mounted there', async () => {
  const path = join(dir, 'mount', 'checkpoints.jsonl')
  const sink = externalFile(path, dir)
  const refused = (error: unknown) =>
    error instanceof SinkFault && /^needs \S+, which is not there: mount/.test(error.message)
  await assert.rejects(sink.give(chainOf(1)[0]!, never), refused)
  await assert.rejects(sink.heads(0, never), refused)
  assert.match((await sink.examine(never))[0]?.says ?? '', /^it needs \S+, which is not there: mount what/)
  await mkdir(join(dir, 'mount'))
  assert.deepEqual(await sink.give(chainOf(1)[0]!, never), { is: 'taken' })
  await rm(path)
  await mkdir(path)
  await assert.rejects(
    externalFile(path, dir).give(chainOf(1)[0]!, never),
    /^SinkFault: cannot use its file: EISDIR/,
  )
})

test('what was given is remembered for a place, and for no other; a file that says something else is nothing', async () => {
  const at = join(dir, 'sinks', 'vault')
  const hash = 'ab'.repeat(32)
  const mark = givenMark(at, 'https://a.example/in')
  assert.equal(await mark.read(), null)
  await mark.keep({ n: 3, hash })
  await mark.keep({ n: 12, hash })
  assert.deepEqual(await givenMark(at, 'https://a.example/in').read(), { n: 12, hash })
  assert.equal(await givenMark(at, 'https://b.example/in').read(), null)
  for (const text of ['', 'x', `12:${hash}`, `0:x\nhttps://a.example/in\n`]) {
    await writeFile(at, text)
    assert.equal(await mark.read(), null, text)
  }
})
