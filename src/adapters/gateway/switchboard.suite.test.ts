import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { CLOSED, type Desired, LATCHED, type Split } from '../../core/traffic/desired.ts'
import { openSwitchboard } from './switchboard.ts'

const T = 'staging/wix'
const at = (generation: number, split: Split): Desired => ({ generation, stable: 'blue', split })
const open = (weight: number): Split => ({
  mode: 'open',
  weight,
  cohort: 'c',
  segments: [],
  headerOverride: false,
})

async function stateFile(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cutwater-switchboard-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return join(directory, 'state.json')
}

test('begins with stable blue, closed, generation 0, and knows only its own targets', async (t) => {
  const board = await openSwitchboard(await stateFile(t), [T])
  assert.deepEqual(board.held(T), { desired: at(0, CLOSED), latchedLocally: false })
  assert.equal(board.held('staging/gamma'), undefined)
})

test('what was acknowledged is there after a restart, also of targets that were away for a while', async (t) => {
  const file = await stateFile(t)
  const board = await openSwitchboard(file, [T, 'staging/gamma'])
  await board.write(T, at(3, open(500)))
  await board.latch('staging/gamma')
  const without = await openSwitchboard(file, [T])
  await without.write(T, at(4, open(2500)))
  const again = await openSwitchboard(file, [T, 'staging/gamma'])
  assert.deepEqual(again.held(T)?.desired, at(4, open(2500)))
  assert.deepEqual(again.held('staging/gamma'), { desired: at(1, LATCHED), latchedLocally: true })
})

test('closing holds at once, before the disk has it; opening only afterwards', async (t) => {
  const board = await openSwitchboard(await stateFile(t), [T])
  const opening = board.write(T, at(1, open(500)))
  assert.equal(board.held(T)?.desired.generation, 0)
  await opening
  const closing = board.write(T, at(2, CLOSED))
  assert.equal(board.held(T)?.desired.generation, 2)
  await closing
})

test('a close that overtakes an opening on its way to the disk wins, in memory and on the disk', async (t) => {
  const file = await stateFile(t)
  const board = await openSwitchboard(file, [T])
  const [opened, closed] = await Promise.all([
    board.write(T, at(1, open(5000))),
    board.write(T, at(2, CLOSED)),
  ])
  assert.deepEqual([opened.accepted, closed.accepted], [false, true])
  assert.deepEqual(board.held(T)?.desired, at(2, CLOSED))
  assert.deepEqual((await openSwitchboard(file, [T])).held(T)?.desired, at(2, CLOSED))
})

test('any writes at once end at the newest, in memory and on the disk', async (t) => {
  const file = await stateFile(t)
  const splits = fc.array(fc.oneof(fc.constant(CLOSED), fc.nat(10_000).map(open)), {
    minLength: 1,
    maxLength: 6,
  })
  const arrivals = splits.chain((made) => {
    const writes = made.map((split, i) => at(i + 1, split))
    return fc.shuffledSubarray(writes, { minLength: writes.length })
  })
  await fc.assert(
    fc.asyncProperty(arrivals, async (writes) => {
      await rm(file, { force: true })
      const board = await openSwitchboard(file, [T])
      await Promise.all(writes.map((desired) => board.write(T, desired)))
      const newest = writes.toSorted((a, b) => b.generation - a.generation)[0]
      assert.deepEqual(board.held(T)?.desired, newest)
      assert.deepEqual((await openSwitchboard(file, [T])).held(T)?.desired, newest)
    }),
    { numRuns: 20 },
  )
})

test('a disk that refuses fails the write: what was to be opened stays as it was, what was to be closed is closed', async (t) => {
  const file = await stateFile(t)
  const board = await openSwitchboard(file, [T])
  await board.write(T, at(1, open(500)))
  // A directory where the new text would be written: refused for root as well.
  await mkdir(`${file}.new`)
  await chmod(`${file}.new`, 0o700)
  await assert.rejects(board.write(T, at(2, open(2500))))
  assert.deepEqual(board.held(T)?.desired, at(1, open(500)))
  await assert.rejects(board.write(T, at(3, CLOSED)))
  assert.deepEqual(board.held(T)?.desired, at(3, CLOSED))
  await rm(`${file}.new`, { recursive: true })
  assert.equal((await board.write(T, at(3, CLOSED))).accepted, true)
  assert.deepEqual((await openSwitchboard(file, [T])).held(T)?.desired, at(3, CLOSED))
})
