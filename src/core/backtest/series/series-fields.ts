/** How the lines of a file become fields: JSON lines, or CSV with its names in the first line. */
export type FieldReader = (
  line: string,
) => Readonly<Record<string, unknown>> | { readonly unreadable: string }

/** By the first line of the file: the reader of all that follow, and whether that line is one of them. */
export function fieldReader(
  first: string,
): { readonly read: FieldReader; readonly isData: boolean } | { readonly unreadable: string } {
  if (first.trimStart().startsWith('{')) return { read: readJson, isData: true }
  const names = first.split(',').map((name) => name.trim())
  if (!names.includes('signal') || !names.includes('at'))
    return {
      unreadable:
        'the first line is neither JSON nor the names of columns: write {"signal": …, "at": …} on each line, or a line of names such as signal,at,total,good',
    }
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) return { unreadable: `two columns are called ${twice}` }
  return { read: readCsv(names), isData: false }
}

function readJson(line: string): ReturnType<FieldReader> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { unreadable: 'it is no JSON object' }
    return { ...value }
  } catch {
    return { unreadable: 'it is not JSON' }
  }
}

const LISTS = new Set(['edges', 'counts'])
const WORDS = new Set(['signal', 'target', 'slot', 'part', 'at', 'span'])

/** Empty cells are left out; lists hold numbers with spaces between them. */
function readCsv(names: readonly string[]): FieldReader {
  return (line) => {
    if (line.includes('"')) return { unreadable: 'it has a quotation mark: no cell needs one' }
    const cells = line.split(',')
    if (cells.length !== names.length)
      return { unreadable: `it has ${cells.length} cells, and there are ${names.length} columns` }
    const fields: Record<string, unknown> = Object.create(null)
    for (const [i, name] of names.entries()) {
      const cell = (cells[i] ?? '').trim()
      if (cell === '') continue
      fields[name] = WORDS.has(name)
        ? cell
        : LISTS.has(name)
          ? cell.split(/\s+/).map(numberIn)
          : numberIn(cell)
    }
    return fields
  }
}

/** What is no number stays what it is, and is refused by its name. */
function numberIn(cell: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : cell
}
