/** One thing that is wrong with a plan or a binding, where it is, and what to write instead. */
export type Finding = {
  readonly file: string
  /** Both from 1; the column counts characters. */
  readonly line: number
  readonly column: number
  /** Only an error stops a plan from being compiled. */
  readonly severity: Severity
  readonly code: string
  readonly message: string
  readonly remedy: string
}

export type Severity = 'error' | 'warning'

/** Keys and indexes from the root of the document. */
export type Path = readonly (string | number)[]

/** A finding before it has a place in a file. `at: 'key'` points at the key rather than at what it holds. */
export type Fault = {
  readonly path: Path
  readonly at: 'key' | 'value'
  readonly severity: Severity
  readonly code: string
  readonly message: string
  readonly remedy: string
}

/** A fault that points at a value. */
export function fault(path: Path, code: string, message: string, remedy: string): Fault {
  return { path, at: 'value', severity: 'error', code, message, remedy }
}

/** A fault that points at a key: the key itself, or the whole of what it heads, is wrong. */
export function keyFault(path: Path, code: string, message: string, remedy: string): Fault {
  return { ...fault(path, code, message, remedy), at: 'key' }
}

export function warning(of: Fault): Fault {
  return { ...of, severity: 'warning' }
}

export const hasErrors = (findings: readonly { readonly severity: Severity }[]): boolean =>
  findings.some((finding) => finding.severity === 'error')

export const isUnder = (path: Path, root: Path): boolean => root.every((part, i) => path[i] === part)

/** As a person or an editor reads it: `file:line:column: error: message (code)`, the remedy on a line of its own. */
export function formatFinding(finding: Finding): string {
  const { file, line, column, severity, code, message, remedy } = finding
  return `${file}:${line}:${column}: ${severity}: ${message} (${code})\n  ${remedy}`
}

/** Whether a path lies under one of `roots`, however many they are. */
export function coverOf(roots: readonly Path[]): (path: Path) => boolean {
  const known = new Set(roots.map(textOf))
  if (known.size === 0) return () => false
  return (path) => {
    for (let length = 0; length <= path.length; length++)
      if (known.has(textOf(path.slice(0, length)))) return true
    return false
  }
}

/** Whether one of `paths` is a path or lies under it, however many they are. */
export function aboveOf(paths: readonly Path[]): (path: Path) => boolean {
  const known = new Set(paths.flatMap((path) => [path, ...path.map((_, i) => path.slice(0, i))].map(textOf)))
  return (path) => known.has(textOf(path))
}

const textOf = (path: Path): string => JSON.stringify(path)

/** More would not be read; they are mostly one mistake that was made many times. */
export const MOST_FINDINGS = 100

/** What is wrong, with its places, in reading order. Of very many only so many are shown, errors before warnings. */
export function placed(faults: readonly Fault[], locate: (fault: Fault) => Finding): readonly Finding[] {
  if (faults.length <= MOST_FINDINGS) return inOrder(faults.map(locate))
  const isError = ({ severity }: Fault): boolean => severity === 'error'
  const ranked = [...faults.filter(isError), ...faults.filter((fault) => !isError(fault))]
  const [left] = ranked.slice(MOST_FINDINGS)
  const shown = inOrder(ranked.slice(0, MOST_FINDINGS).map(locate))
  const last = shown.at(-1)
  if (left === undefined || last === undefined) return shown
  const message = `${faults.length - MOST_FINDINGS} more findings are not shown`
  return [
    ...shown,
    { ...last, severity: left.severity, code: 'more', message, remedy: 'correct these, then check it again' },
  ]
}

/** In reading order, each once. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [JSON.stringify(finding), finding]))
  return [...unique.values()].sort(
    (a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code),
  )
}
