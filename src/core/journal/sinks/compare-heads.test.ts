import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealCheckpoint } from '../checkpoint.ts'
import type { Checkpoint, Resumption } from '../entry.ts'
import { compareHeads, SINK_LATE_MS } from './compare-heads.ts'

const DAY = 86_400_000

/** A chain of checkpoints, a day apart. */
function chain(
  to: number,
  resumed: { n: number; resumes: Resumption } | null = null,
  from: Checkpoint[] = [],
) {
  const made = [...from]
  const seal = (n: number, how: typeof resumed) =>
    made.push({ ...sealCheckpoint(made.at(-1) ?? null, n * DAY, [], 'k', how), signature: 's' })
  for (let n = made.length + 1; n <= to; n++) seal(n, null)
  if (resumed !== null) seal(resumed.n, resumed)
  return made
}

const ten = chain(10)
const other = chain(10, { n: 11, resumes: { after: 0, by: 'x', because: 'x' } }).at(-1)!
const restored = chain(4, { n: 11, resumes: { after: 4, by: 'alice', because: 'restored' } })
/** Signed anew from the third on, and answered for: the sink had four of the history before, and the resumption. */
const anew = chain(6, { n: 8, resumes: { after: 2, by: 'alice', because: 'restored' } }, [
  ...ten.slice(0, 2),
  { ...sealCheckpoint(ten[1]!, 3 * DAY + 1, [], 'k'), signature: 's' },
])
const without = (list: readonly Checkpoint[], ...numbers: number[]) =>
  list.filter(({ n }) => !numbers.includes(n))

type Case = readonly [
  string,
  { heads: readonly Checkpoint[]; table?: readonly Checkpoint[]; keptMs?: number; at?: number },
  readonly string[],
  { end: number; behind: number },
]
const CASES: readonly Case[] = [
  [
    'has another history that was answered for',
    { heads: [...ten.slice(0, 4), anew.at(-1)!], table: anew },
    [],
    { end: 8, behind: 0 },
  ],
  [
    'waits for the one that answers for another history',
    { heads: ten.slice(0, 4), table: anew },
    [],
    { end: 4, behind: 1 },
  ],
  [
    'has another history that nobody answered for',
    { heads: ten.slice(0, 4), table: anew.slice(0, -1) },
    ['sink-differs 3 4', 'sink-behind 5 5'],
    { end: 4, behind: 2 },
  ],
  ['has all', { heads: ten }, [], { end: 10, behind: 0 }],
  [
    'has all, in any order, one of them twice',
    { heads: [...ten, ten[3]!].reverse() },
    [],
    { end: 10, behind: 0 },
  ],
  ['is a little behind', { heads: ten.slice(0, 9), at: 10 * DAY + SINK_LATE_MS }, [], { end: 9, behind: 1 }],
  [
    'is behind for long',
    { heads: ten.slice(0, 9), at: 10 * DAY + SINK_LATE_MS + 1 },
    ['sink-behind 10 10'],
    { end: 9, behind: 1 },
  ],
  ['was given nothing yet', { heads: [], table: ten.slice(0, 1) }, [], { end: 0, behind: 1 }],
  ['is empty', { heads: [] }, ['sink-behind 1 9'], { end: 0, behind: 10 }],
  ['has more', { heads: ten, table: ten.slice(0, 7) }, ['sink-knows-more 8 10'], { end: 10, behind: 0 }],
  [
    'has more, and no journal is left',
    { heads: ten, table: [] },
    ['sink-knows-more 1 10'],
    { end: 10, behind: 0 },
  ],
  [
    'lacks some in the middle',
    { heads: without(ten, 2, 3, 6) },
    ['sink-lacks 2 3', 'sink-lacks 6 6'],
    { end: 10, behind: 0 },
  ],
  [
    'has forgotten what it promised no longer',
    { heads: without(ten, 1, 2, 3), keptMs: 7 * DAY },
    [],
    { end: 10, behind: 0 },
  ],
  [
    'has forgotten more than that',
    { heads: without(ten, 1, 2, 3, 4), keptMs: 7 * DAY },
    ['sink-lacks 4 4'],
    { end: 10, behind: 0 },
  ],
  [
    'has another',
    { heads: [...without(ten, 5), { ...other, n: 5 }] },
    ['sink-differs 5 5'],
    { end: 10, behind: 0 },
  ],
  [
    'has another beside the right one',
    { heads: [...ten, { ...other, n: 5 }] },
    ['sink-differs 5 5'],
    { end: 10, behind: 0 },
  ],
  [
    'has another as its last',
    { heads: [...ten.slice(0, 9), { ...other, n: 10 }] },
    ['sink-differs 10 10'],
    { end: 10, behind: 0 },
  ],
  [
    'has what a resumption set aside',
    { heads: [...ten, restored.at(-1)!], table: restored },
    [],
    { end: 11, behind: 0 },
  ],
  ['waits for the resumption', { heads: ten, table: restored }, [], { end: 10, behind: 1 }],
  [
    'has more than a resumption set aside',
    { heads: [...ten, restored.at(-1)!, { ...other, n: 12 }], table: restored },
    ['sink-knows-more 12 12'],
    { end: 12, behind: 0 },
  ],
]

for (const [what, { heads, table = ten, keptMs = null, at = null }, faults, counts] of CASES)
  test(`a sink that ${what}: ${faults.join(', ') || 'no fault'}`, () => {
    const compared = compareHeads({ sink: 'vault', heads, keptMs }, { table, ours: [], at })
    const said = compared.faults.map((fault) =>
      [fault.fault, ...('from' in fault ? [fault.from, fault.to] : [])].join(' '),
    )
    assert.deepEqual([said, { end: compared.end, behind: compared.behind }], [faults, counts])
  })
