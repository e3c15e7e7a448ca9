import assert from 'node:assert/strict'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { roomyFile } from './roomy-file.ts'

async function place(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cutwater-roomy-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return join(directory, 'deep', 'state')
}

const textAt = (path: string) => readFileSync(path, 'utf8').trimEnd()

test('the last text stands there, for its owner alone, and as much room beside it', async (t) => {
  const path = await place(t)
  const { write } = roomyFile(path)
  for (const text of ['one', 'two'.repeat(5_000), 'three', '']) {
    await write(text, 100)
    assert.equal(textAt(path), text)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.equal(statSync(`${path}.room`).size, statSync(path).size)
    for (const end of ['new', 'old']) assert.equal(existsSync(`${path}.${end}`), false)
  }
})

test('what a writer left that died at any moment does no harm', async (t) => {
  const path = await place(t)
  /** Each by a process of its own. */
  const write = (text: string, spare: number) => roomyFile(path).write(text, spare)
  await write('before', 0)
  // While the two changed places.
  linkSync(path, `${path}.old`)
  await write('after', 0)
  assert.equal(textAt(path), 'after')
  // The room is another name of what is in force.
  rmSync(`${path}.room`)
  linkSync(path, `${path}.room`)
  await write('later', 0)
  assert.equal(textAt(path), 'later')
  // Half of a text was written.
  renameSync(`${path}.room`, `${path}.new`)
  await write('next', 0)
  assert.equal(textAt(path), 'next')
  // The room is gone, and so it is after an earlier version wrote.
  rmSync(`${path}.room`)
  await writeFile(path, 'earlier')
  await write('last', 0)
  assert.equal(textAt(path), 'last')
  assert.equal(statSync(`${path}.room`).size, statSync(path).size)
})
