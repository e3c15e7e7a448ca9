import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { limitsOf, type Measured, tableOf } from './table.ts'

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'bench.md')
const BEGIN = '<!-- begin: written by npm run bench -->'
const END = '<!-- end: written by npm run bench -->'

/** Replaces what stands between the marks, and nothing else. */
export async function writeTable(measured: readonly Measured[], machine: string): Promise<void> {
  const text = await readFile(FILE, 'utf8')
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error(`docs/bench.md has lost its marks: ${BEGIN} and ${END}`)
  const parts = [
    BEGIN,
    `On ${machine}.`,
    tableOf(measured),
    '## What limits each line',
    limitsOf(measured),
    END,
  ]
  await writeFile(FILE, text.slice(0, begin) + parts.join('\n\n') + text.slice(end + END.length))
}
