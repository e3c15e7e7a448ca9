import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'

const root = dirname(import.meta.dirname)
const page = readFileSync(join(root, 'docs', 'seed-coverage.md'), 'utf8')
const isThere = (path: string): boolean => existsSync(join(root, path))

/** A row of the page: what the runbook says, what Cutwater does, and what shows it. */
type Row = { readonly line: number; readonly runbook: string; readonly cells: readonly string[] }
type Count = {
  readonly runbook: string
  readonly rows: number
  readonly shown: number
  readonly open: number
}

const OPEN = /^open(: \S.*)?$/
const SHOWN = /^`[\w./-]+`(, `[\w./-]+`)*$/
const IS_TEST = /\.(test|story|suite)\.ts$/

/** Everything in which the page does not keep its word. */
function faultsOf(text: string, exists: (path: string) => boolean): readonly string[] {
  const { counts, rows } = read(text)
  const names = [...new Set(rows.map(({ runbook }) => runbook))]
  const counted = [...names.map((name) => countOf(name, rows, name)), countOf('all', rows)]
  const wrong = counted.filter(
    (count) => !counts.some((said) => JSON.stringify(said) === JSON.stringify(count)),
  )
  return [
    ...rows.flatMap((row) => faultsOfRow(row, exists)),
    ...wrong.map(
      ({ runbook, rows: all, shown, open }) =>
        `${runbook}: it has ${all} rows, ${shown} shown and ${open} open`,
    ),
    ...(counts.length === counted.length ? [] : ['the counts are not of these runbooks']),
  ]
}

function faultsOfRow({ line, cells }: Row, exists: (path: string) => boolean): readonly string[] {
  const [says = '', does = '', shown = '', ...more] = cells
  if (says === '' || does === '' || more.length > 0) return [`line ${line}: a row has three cells`]
  if (OPEN.test(shown)) return []
  if (!SHOWN.test(shown)) return [`line ${line}: neither shown nor open: ${shown}`]
  return pathsIn(shown).flatMap((path) => {
    if (!IS_TEST.test(path)) return [`line ${line}: ${path} is no test and no story`]
    return exists(path) ? [] : [`line ${line}: there is no ${path}`]
  })
}

/** The first table counts; all others have rows, each under the heading of its runbook. */
function read(text: string): { readonly counts: readonly Count[]; readonly rows: readonly Row[] } {
  const counts: Count[] = []
  const rows: Row[] = []
  let runbook = ''
  for (const [i, line] of text.split('\n').entries()) {
    runbook = /^## (.*)$/.exec(line)?.[1] ?? runbook
    if (!line.startsWith('|') || /^\|(---\|)+$|^\| (row|runbook) \|/.test(line)) continue
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    if (runbook === '') counts.push(countIn(cells))
    else rows.push({ line: i + 1, runbook, cells })
  }
  return { counts, rows }
}

function countIn([name = '', ...figures]: readonly string[]): Count {
  const [rows = Number.NaN, shown = Number.NaN, open = Number.NaN] = figures.map(Number)
  return { runbook: /^\[(.*)\]\(/.exec(name)?.[1] ?? name, rows, shown, open }
}

function countOf(runbook: string, rows: readonly Row[], of: string | null = null): Count {
  const its = rows.filter((row) => of === null || row.runbook === of)
  const open = its.filter(({ cells }) => OPEN.test(cells[2] ?? '')).length
  return { runbook, rows: its.length, shown: its.length - open, open }
}

const pathsIn = (shown: string): readonly string[] =>
  [...shown.matchAll(/`([^`]*)`/g)].map(([, path = '']) => path)

test('each row of the runbooks is shown by a test that is there, or open, and the counts are right', () => {
  assert.deepEqual(faultsOf(page, isThere), [])
  assert.equal(new Set(read(page).rows.map(({ runbook }) => runbook)).size, 5)
})

describe('the page is found out', () => {
  const small = (row: string, counts = '| [One](#one) | 1 | 1 | 0 |\n| all | 1 | 1 | 0 |') =>
    `| runbook | rows | shown | open |\n|---|---|---|---|\n${counts}\n\n## One\n\n| row | what | shown by |\n|---|---|---|\n${row}\n`
  const found = (text: string) => faultsOf(text, (path) => path === 'src/a.test.ts')

  for (const [what, row, fault] of [
    ['nothing is wrong', '| Says | Does | `src/a.test.ts` |', []],
    ['a test that is gone', '| Says | Does | `src/b.test.ts` |', ['line 10: there is no src/b.test.ts']],
    [
      'a file that tests nothing',
      '| Says | Does | `src/a.ts` |',
      ['line 10: src/a.ts is no test and no story'],
    ],
    ['a promise', '| Says | Does | soon |', ['line 10: neither shown nor open: soon']],
    ['a row with too little', '| Says |  | `src/a.test.ts` |', ['line 10: a row has three cells']],
    [
      'a count that is no longer right',
      '| Says | Does | open: `word` |',
      ['One: it has 1 rows, 0 shown and 1 open', 'all: it has 1 rows, 0 shown and 1 open'],
    ],
  ] as const)
    test(what, () => assert.deepEqual(found(small(row)), fault))

  test('a runbook that is not counted', () =>
    assert.deepEqual(found(small('| Says | Does | `src/a.test.ts` |', '| all | 1 | 1 | 0 |')), [
      'One: it has 1 rows, 1 shown and 0 open',
      'the counts are not of these runbooks',
    ]))
})
