import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import type { NewEntry } from '../../core/journal/entry.ts'
import type { Runtime } from '../context/runtime.ts'
import { openLoops } from '../loop/loops.ts'
import { journalRefusals } from './journal-refusals.ts'

function journal() {
  const written: NewEntry[] = []
  const state = { now: 0, broken: false }
  const append = async (_: string, entries: readonly NewEntry[]) => {
    if (state.broken) throw new Error('the database is away')
    written.push(...entries)
    return []
  }
  const sleep = (_: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
  const runtime = {
    store: { journal: { append } },
    clock: { now: () => state.now, sleep },
    log: pino({ level: 'silent' }),
  } as unknown as Runtime
  return { written, state, refusals: journalRefusals(runtime, openLoops(runtime)) }
}

const refusal = (path: string, token = 'abc') => ({
  caller: { name: 'val', token },
  operation: 'killTarget',
  problem: 'not-allowed',
  because: 'no',
  path,
})
const dataOf = ({ type, data }: NewEntry) => ({ type, ...(data as object) }) as Record<string, unknown>

test('the same refusal is written once, and then how often', async () => {
  const { written, state, refusals } = journal()
  for (let i = 0; i < 1_000; i++) {
    state.now = i
    await refusals.note(refusal('/a'))
  }
  assert.equal(written.length, 1)
  await refusals.stop()
  assert.deepEqual(written.map(dataOf)[1], {
    type: 'refused-again',
    token: 'abc',
    operation: 'killTarget',
    problem: 'not-allowed',
    path: '/a',
    times: 999,
    since: 0,
    until: 999,
  })
})

test('a token that tries everything fills no journal, and hides nobody else', async () => {
  const { written, refusals } = journal()
  for (let i = 0; i < 5_000; i++) await refusals.note(refusal(`/${i}`))
  await refusals.note(refusal('/a', 'other'))
  await refusals.stop()
  const lines = written.map(dataOf)
  assert.ok(lines.length < 30, String(lines.length))
  assert.ok(lines.some(({ token }) => token === 'other'))
  const times = lines.map((line) => (line.type === 'refused' ? 1 : Number(line.times)))
  assert.equal(
    times.reduce((sum, one) => sum + one, 0),
    5_001,
  )
})

test('what the database does not take is not lost, and nobody waits for it', async () => {
  const { written, state, refusals } = journal()
  state.broken = true
  await refusals.note(refusal('/a'))
  await refusals.note(refusal('/a'))
  state.broken = false
  await refusals.stop()
  assert.deepEqual(
    written.map((entry) => dataOf(entry).times),
    [2],
  )
})
