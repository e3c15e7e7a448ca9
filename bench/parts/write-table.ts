import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Line } from './line.ts'
import { limitsOf, type Measured, sectionOf, sectionsIn, tableOf } from './table.ts'

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'bench.md')
const BEGIN = '<!-- begin: written by npm run bench -->'
const END = '<!-- end: written by npm run bench -->'

/** Replaces what stands between the marks, and there only the lines that were measured. */
export async function writeTable(
  lines: readonly Line[],
  measured: readonly Measured[],
  machine: string,
): Promise<void> {
  await writeFile(FILE, withMeasured(await readFile(FILE, 'utf8'), lines, measured, machine))
}

/** The page with what was measured in it, in the order of `lines`; those that were not keep what they had. */
export function withMeasured(
  page: string,
  lines: readonly Line[],
  measured: readonly Measured[],
  machine: string,
): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error(`docs/bench.md has lost its marks: ${BEGIN} and ${END}`)
  const before = sectionsIn(page.slice(begin, end))
  const sections = lines.flatMap((line) => {
    const now = measured.find((one) => one.line === line)
    const section = now === undefined ? before.get(line.title) : sectionOf(now)
    return section === undefined ? [] : [{ line, section }]
  })
  const parts = [
    BEGIN,
    `On ${machine}.`,
    tableOf(sections.map(({ section }) => section)),
    '## What limits each line',
    limitsOf(sections.map(({ line }) => line)),
    END,
  ]
  return page.slice(0, begin) + parts.join('\n\n') + page.slice(end + END.length)
}
