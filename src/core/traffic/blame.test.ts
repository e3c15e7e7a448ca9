import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { blameFor, ENDINGS, type Ending, type Verdict } from './blame.ts'

const side: Verdict = { blame: 'side', sample: 'no answer' }
const client: Verdict = { blame: 'client', sample: 'none' }
const gateway: Verdict = { blame: 'gateway', sample: 'none' }
const nobody: Verdict = { blame: 'nobody', sample: 'none' }
const good: Verdict = { blame: 'nobody', sample: 'status' }

/** With the status that had come by then. */
const table: readonly (readonly [ending: Ending, status: number, verdict: Verdict])[] = [
  ['answered', 200, good],
  ['answered', 304, good],
  ['answered', 404, { blame: 'client', sample: 'status' }],
  ['answered', 500, { blame: 'side', sample: 'status' }],
  ['moved', 0, nobody],
  ['no place', 0, side],
  ['left while sending', 0, client],
  ['left at once', 0, client],
  ['waited in vain', 0, side],
  ['left while receiving', 200, good],
  ['left while receiving', 503, { blame: 'side', sample: 'status' }],
  ['unreachable', 0, side],
  ['not connected in time', 0, side],
  ['lost', 0, side],
  ['no answer in time', 0, side],
  ['broke off', 200, side],
  ['stopped in its body', 200, side],
  ['quiet stream', 200, gateway],
  ['malformed', 0, side],
  ['head too large', 0, side],
  ['refused', 0, client],
  ['upload stopped', 0, client],
  ['nothing to connect with', 0, gateway],
  ['stopping', 0, gateway],
  ['our fault', 0, gateway],
]

for (const [ending, status, verdict] of table)
  test(`${ending}, status ${status}: ${verdict.blame}, ${verdict.sample}`, () =>
    assert.deepEqual(blameFor(ending, status), verdict))

test('the table above leaves nothing out', () =>
  assert.deepEqual([...new Set(table.map(([ending]) => ending))], [...ENDINGS]))

test('only a side is ever a sample without an answer, and nobody else spoils its numbers', () => {
  for (const ending of ENDINGS)
    for (const status of [0, 200, 404, 503]) {
      const { blame, sample } = blameFor(ending, status)
      if (sample === 'no answer') assert.equal(blame, 'side')
      if (blame === 'gateway') assert.equal(sample, 'none')
    }
})

test('the decision shows the same table', async () => {
  const decision = join(import.meta.dirname, '../../../docs/decisions/0030-who-is-to-blame.md')
  const rows = [
    ...(await readFile(decision, 'utf8')).matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm),
  ]
  const shown = rows.map(([, ending, blame, sample]) => [ending, blame?.trim(), sample?.trim()])
  const byStatus = new Set(['answered', 'left while receiving'])
  const ruled = ENDINGS.map((ending) => {
    const { blame, sample } = blameFor(ending, 0)
    return byStatus.has(ending) ? [ending, 'by its status', 'status'] : [ending, blame, sample]
  })
  assert.deepEqual(shown, ruled)
})
