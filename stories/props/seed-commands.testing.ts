import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './stage.testing.ts'

export type Line = {
  readonly inTheRunbook: string
  /** `cutwater` or `curl`. */
  readonly program: string
  readonly words: readonly string[]
  readonly says: string
}

/** The rows under a heading of docs/seed-commands.md: what stands in the runbook, the command, and what it says. */
export function rowsOf(heading: string): readonly Line[] {
  const page = readFileSync(join(ROOT, 'docs', 'seed-commands.md'), 'utf8')
  const [, part = ''] = page.split(`\n## ${heading}\n`)
  const [rows = ''] = part.split('\n## ')
  return rows.split('\n').flatMap((row) => {
    const cells = /^\|(.*)\| `(cutwater|curl) (.+)` \| `(.+)` \|$/.exec(row)
    if (cells === null) {
      assert.ok(
        !row.startsWith('|') || /^\|(---|( in the runbook))/.test(row),
        `this row cannot be run: ${row}`,
      )
      return []
    }
    const [, told = '', program = '', command = '', says = ''] = cells
    const inTheRunbook = told.trim().replaceAll('`', '').slice(0, 60)
    return [{ inTheRunbook, program, words: wordsOf(command), says }]
  })
}

/** As a shell would: blanks part words, quotes keep them together. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  )
}
