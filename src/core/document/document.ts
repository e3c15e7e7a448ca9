import { isMap, isSeq, LineCounter, parseAllDocuments, type Document as Yaml } from 'yaml'
import { lookedThrough, type Unplaced, unreadable, yamlFault } from './document-faults.ts'
import { offsetOf } from './document-place.ts'
import type { Fault, Finding } from './finding.ts'

const MOST_ALIASES = 50
const DEEPEST = 60

/** A YAML text whose every value knows where it was written. */
export type PlanDocument = {
  readonly root: unknown
  locate(fault: Fault): Finding
}

export type DocumentRead = { readonly document: PlanDocument } | { readonly findings: readonly Finding[] }

/** Reads one YAML 1.2 document. Never throws: what cannot be read becomes findings. */
export function readDocument(text: string, file: string): DocumentRead {
  const early = unreadable(text)
  if (early !== null) return { findings: [{ file, severity: 'error', ...early }] }
  const lines = new LineCounter()
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const wrong = (offset: number, unplaced: Unplaced): DocumentRead => ({
    findings: [{ file, ...place(offset), severity: 'error', ...unplaced }],
  })
  const documents = parse(text, lines)
  if (documents === null) return wrong(0, TOO_DEEP)
  const [first, second] = documents
  if (first === undefined) return wrong(0, EMPTY)
  const broken = lookedThrough([...first.errors, ...first.warnings])
  if (broken.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return wrong(0, TOO_DEEP)
  if (broken.length > 0) {
    const lineOf = (offset: number): string => text.split('\n')[place(offset).line - 1] ?? ''
    return {
      findings: broken.flatMap((error) =>
        placed(wrong(error.pos[0], yamlFault(error, lineOf(error.pos[0])))),
      ),
    }
  }
  if (second !== undefined) return wrong(second.range[0], MANY)
  if (first.contents === null) return wrong(0, EMPTY)
  if (deeperThan(first.contents, DEEPEST)) return wrong(0, TOO_DEEP)
  try {
    const root: unknown = first.toJS({ maxAliasCount: MOST_ALIASES })
    return {
      document: {
        root,
        locate: ({ path, at, ...rest }) => ({ file, ...place(offsetOf(first, path, at)), ...rest }),
      },
    }
  } catch (error) {
    return wrong(0, aliases(error instanceof Error ? error.message : String(error)))
  }
}

const EMPTY: Unplaced = { code: 'empty', message: 'the file is empty', remedy: 'write a document' }
const MANY: Unplaced = {
  code: 'many-documents',
  message: 'the file holds more than one document',
  remedy: 'keep one document a file and remove the line `---`',
}
const TOO_DEEP: Unplaced = {
  code: 'too-deep',
  message: `values are nested deeper than ${DEEPEST} levels`,
  remedy: 'flatten the document',
}
const aliases = (why: string): Unplaced => ({
  code: 'aliases',
  message: `its aliases cannot be followed: ${why}`,
  remedy: `write the repeated parts out, or use at most ${MOST_ALIASES} aliases`,
})

const placed = (read: DocumentRead): readonly Finding[] => ('findings' in read ? read.findings : [])

/** Null when the text is nested so deeply that even the parser gives up. */
function parse(text: string, lineCounter: LineCounter): readonly Yaml.Parsed[] | null {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      uniqueKeys: true,
      stringKeys: true,
      logLevel: 'silent',
    })
    return Array.isArray(documents) ? (documents as Yaml.Parsed[]) : []
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function deeperThan(node: unknown, levels: number): boolean {
  if (levels < 0) return true
  if (isMap(node)) return node.items.some((item) => deeperThan(item.value, levels - 1))
  return isSeq(node) && node.items.some((item) => deeperThan(item, levels - 1))
}
