import assert from 'node:assert/strict'
import { test } from 'node:test'
import { search } from './search.ts'
import { SUBJECTS } from './subjects.ts'

/** What costs more than it should costs many times as much; a machine that is busy takes up to twice as long. */
const MS_PER_10_KIB_MAX = 100
const SEED = 1

test('no input of any reader of texts costs more than it should', () => {
  const began = process.threadCpuUsage().user
  const share = Number(process.env.FUZZ_SHARE ?? 1)
  const tries = SUBJECTS.length * Math.ceil(16 * share)
  const { worst } = search(SUBJECTS, SEED, [1, 4, 10, 64], (tried) => tried < tries)
  const [{ subject, seed, msPer10KiB, text } = assert.fail('nothing was tried')] = worst
  assert.ok(
    msPer10KiB < MS_PER_10_KIB_MAX,
    `${subject}, seed ${seed}: ${msPer10KiB.toFixed(0)} ms per 10 KiB for ${JSON.stringify(text.slice(0, 200))}`,
  )
  assert.ok(process.threadCpuUsage().user - began < 60_000_000)
})
