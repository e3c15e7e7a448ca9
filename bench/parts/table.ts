import { type Line, type Row, ratioText } from './line.ts'

export type Measured =
  | { readonly line: Line; readonly rows: readonly Row[] }
  | { readonly line: Line; readonly failed: string }

const HEAD = ['what', 'ours', 'beside it, in the same run', 'ratio', 'wanted']

/** What one line has in the table, as Markdown. Times are median / 95th percentile / longest. */
export function sectionOf(measured: Measured): string {
  const title = [`**${measured.line.title}**`, '', '', '', '']
  const rows =
    'failed' in measured ? [[`FAILED: ${measured.failed}`, '', '', '', '']] : measured.rows.map(cellsOf)
  return [title, ...rows].map(inRow).join('\n')
}

export const tableOf = (sections: readonly string[]): string =>
  [inRow(HEAD), inRow(HEAD.map(() => '---')), ...sections].join('\n')

/** Of a page that has such a table, by the titles of its lines. */
export function sectionsIn(page: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>()
  let title: string | undefined
  for (const row of page.split('\n')) {
    title = /^\| \*\*(.+)\*\* \|/.exec(row)?.[1] ?? (row.startsWith('|') ? title : undefined)
    if (title === undefined) continue
    const known = sections.get(title)
    sections.set(title, known === undefined ? row : `${known}\n${row}`)
  }
  return sections
}

/** One paragraph a line: what keeps it from being better. */
export const limitsOf = (lines: readonly Line[]): string =>
  lines.map(({ title, name, limitedBy }) => `**${title}** (\`${name}\`). ${limitedBy}`).join('\n\n')

const cellsOf = ({ what, ours, beside, ratio, wanted = '' }: Row): string[] => [
  what,
  ours,
  beside,
  ratioText(ratio),
  wanted,
]

const inRow = (cells: readonly string[]): string => `| ${cells.map(inCell).join(' | ')} |`

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
