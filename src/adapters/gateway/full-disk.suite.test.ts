import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { CLOSED, type Desired, LATCHED } from '../../core/traffic/desired.ts'
import { gatewayUnderTest, TARGET } from './gateway.testing.ts'
import { openSwitchboard } from './switchboard.ts'

const disk = await mkdtemp(join(tmpdir(), 'cutwater-small-disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status === 0
process.on('exit', () => {
  if (mounted) spawnSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true, force: true })
})

/** To the last byte. */
function fillDisk(): void {
  const file = openSync(join(disk, 'filler'), 'a')
  try {
    for (const size of [4_096, 1]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size, 1))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    closeSync(file)
  }
}
const freeDisk = () => rmSync(join(disk, 'filler'), { force: true })

const T = TARGET
const OTHER = 'staging/gamma'
const half = (generation: number, segments = 0): Desired => ({
  generation,
  stable: 'green',
  split: {
    mode: 'open',
    weight: 5_000,
    cohort: 'c',
    segments: Array.from({ length: segments }, (_, n) => ({ name: `segment ${n} `.repeat(8), weight: 1 })),
    headerOverride: true,
  },
})

const skip = mounted ? false : 'MISSING right to mount: a small disk cannot be made here'
describe('on a full disk', { skip }, () => {
  const file = join(disk, 'state.json')
  before(freeDisk)
  after(freeDisk)

  const opened = async () => {
    const board = await openSwitchboard(file, [T, OTHER])
    return { board, unwritable: await board.prepare() }
  }

  test('a close and a latch are kept, and are there after a restart; the other target stays as it was', async () => {
    const { board } = await opened()
    await board.write(T, half(1))
    await board.write(OTHER, half(1, 10))
    fillDisk()
    const shut: Desired = { generation: 2, stable: 'green', split: CLOSED }
    assert.equal((await board.write(T, shut)).accepted, true)
    const again = await opened()
    assert.equal(again.unwritable, null)
    assert.deepEqual(again.board.held(T), { desired: shut, latchedLocally: false })
    assert.deepEqual(again.board.held(OTHER)?.desired, half(1, 10))
    await again.board.latch(OTHER)
    const latched = {
      desired: { generation: 2, stable: 'green', split: LATCHED },
      latchedLocally: true,
    } as const
    const last = await opened()
    assert.deepEqual([last.board.held(T)?.desired, last.board.held(OTHER)], [shut, latched])
    // Many more than there is room for.
    await assert.rejects(last.board.write(T, half(3, 100)))
    assert.deepEqual((await opened()).board.held(T)?.desired, shut)
    freeDisk()
  })

  test('where not even that can be kept, a restart begins closed, whether there is space again or not', async () => {
    for (const isFree of [true, false]) {
      freeDisk()
      const { board } = await opened()
      await board.write(T, half(isFree ? 12 : 13))
      rmSync(`${file}.room`)
      fillDisk()
      // The kill is not acknowledged, and holds all the same.
      await assert.rejects(board.write(T, { generation: 20, stable: 'green', split: LATCHED }))
      if (isFree) freeDisk()
      const again = await opened()
      const generation = isFree ? 12 : 13
      assert.deepEqual(again.board.held(T)?.desired, { generation, stable: 'green', split: CLOSED })
      assert.equal(again.unwritable === null, isFree)
    }
  })

  test('an open state that cannot be written again at the start is closed until it can', async () => {
    freeDisk()
    const { board } = await opened()
    await board.write(T, half(31))
    rmSync(`${file}.room`)
    fillDisk()
    const again = await opened()
    assert.match(String(again.unwritable), /ENOSPC/)
    assert.deepEqual(again.board.held(T)?.desired, { generation: 31, stable: 'green', split: CLOSED })
    freeDisk()
    assert.equal((await again.board.write(T, half(32))).accepted, true)
    assert.deepEqual((await opened()).board.held(T)?.desired, half(32))
  })

  test('a gateway that was closed there comes back closed after SIGKILL, and opens again by itself', async () => {
    freeDisk()
    const stateFile = join(disk, 'of-a-gateway.json')
    const gateway = await gatewayUnderTest({ config: { stateFile } })
    try {
      const held = async () => (await gateway.admin.status()).targets[TARGET]?.held
      for (const latch of [false, true]) {
        const { generation } = (await held())?.desired ?? half(0)
        const open = { ...half(generation + 2), stable: 'blue' } as const
        const adopted = { generation: generation + 1, stable: 'blue', split: LATCHED } as const
        await gateway.admin.write(TARGET, adopted)
        assert.equal((await gateway.admin.write(TARGET, open)).accepted, true)
        fillDisk()
        if (latch) await gateway.admin.latch(TARGET)
        else await gateway.admin.write(TARGET, { ...open, generation: generation + 3, split: CLOSED })
        const before = await held()
        await gateway.stop('SIGKILL')
        await gateway.start()
        assert.deepEqual(await held(), before)
        assert.equal(before?.desired.split.mode, 'closed')
        freeDisk()
      }
    } finally {
      await gateway.close()
    }
  })
})
