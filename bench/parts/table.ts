import { type Line, type Row, ratioText } from './line.ts'

export type Measured =
  | { readonly line: Line; readonly rows: readonly Row[] }
  | { readonly line: Line; readonly failed: string }

const HEAD = ['what', 'ours', 'beside it, in the same run', 'ratio', 'wanted']

/** As Markdown. Times are median / 95th percentile / longest. */
export function tableOf(measured: readonly Measured[]): string {
  const rows = measured.flatMap((each) => [
    [`**${each.line.title}**`, '', '', '', ''],
    ...('failed' in each ? [[`FAILED: ${each.failed}`, '', '', '', '']] : each.rows.map(cellsOf)),
  ])
  return [HEAD, HEAD.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(inCell).join(' | ')} |`)
    .join('\n')
}

/** One paragraph a line: what keeps it from being better. */
export function limitsOf(measured: readonly Measured[]): string {
  return measured.map(({ line }) => `**${line.title}** (\`${line.name}\`). ${line.limitedBy}`).join('\n\n')
}

const cellsOf = ({ what, ours, beside, ratio, wanted = '' }: Row): string[] => [
  what,
  ours,
  beside,
  ratioText(ratio),
  wanted,
]

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
