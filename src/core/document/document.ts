import { LineCounter } from 'yaml'
import { compose } from './compose.ts'
import { type Unplaced, unreadable, yamlFault } from './document-faults.ts'
import type { Fault, Finding } from './finding.ts'
import { nodesOf } from './nodes.ts'

/** In a whole document. */
const MOST_ALIASES = 100
/** Of one anchor, and of what its anchors hold in turn. */
const MOST_ALIASES_EACH = 50
const DEEPEST = 60
const MOST_DOUBLES = 20
/** A token is a word, a bracket, a space between two, a line end: some three characters of what people write. */
const MOST_TOKENS = 100_000

/** A YAML text whose every value knows where it was written. */
export type PlanDocument = {
  readonly root: unknown
  locate(fault: Fault): Finding
}
export type DocumentRead = { readonly document: PlanDocument } | { readonly findings: readonly Finding[] }

/**
 * Reads one YAML 1.2 document. Never throws: what cannot be read becomes findings. The cost grows with the text, and
 * ends at `mostTokens`.
 */
export function readDocument(text: string, file: string, mostTokens = MOST_TOKENS): DocumentRead {
  const early = unreadable(text)
  if (early !== null) return { findings: [{ file, severity: 'error', ...early }] }
  const lines = new LineCounter()
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const found = (offset: number, unplaced: Unplaced): Finding => ({
    file,
    ...place(offset),
    severity: 'error',
    ...unplaced,
  })
  const wrong = (offset: number, unplaced: Unplaced): DocumentRead => ({
    findings: [found(offset, unplaced)],
  })
  const composed = compose(text, lines, { most: mostTokens, deepest: DEEPEST })
  if ('over' in composed) return wrong(0, composed.over === 'depth' ? TOO_DEEP : tooLong(mostTokens))
  if ('broken' in composed) {
    const { offset, ...broken } = composed.broken
    return wrong(offset, yamlFault(broken, text.split('\n')[place(offset).line - 1] ?? ''))
  }
  const { document, second } = composed
  if (document === null || document.contents === null) return wrong(0, EMPTY)
  if (second !== null) return wrong(second, MANY)
  const nodes = nodesOf(document)
  if (nodes.doubles.length > 0)
    return { findings: nodes.doubles.slice(0, MOST_DOUBLES).map((offset) => found(offset, DOUBLE)) }
  if (nodes.deepest > DEEPEST) return wrong(0, TOO_DEEP)
  if (nodes.aliases > MOST_ALIASES) return wrong(0, aliases(`there are ${nodes.aliases} of them`))
  try {
    const root: unknown = document.toJS({ maxAliasCount: MOST_ALIASES_EACH })
    return {
      document: {
        root,
        locate: ({ path, at, ...rest }) => ({ file, ...place(nodes.offsetOf(path, at)), ...rest }),
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
const DOUBLE: Unplaced = yamlFault({ code: 'DUPLICATE_KEY', message: 'Map keys must be unique' }, '')
const TOO_DEEP: Unplaced = {
  code: 'too-deep',
  message: `values are nested deeper than ${DEEPEST} levels`,
  remedy: 'flatten the document',
}
const tooLong = (most: number): Unplaced => ({
  code: 'too-large',
  message: `the file has more than ${most} words, signs and line ends`,
  remedy: 'split it, or leave out what is not needed',
})
const aliases = (why: string): Unplaced => ({
  code: 'aliases',
  message: `its aliases cannot be followed: ${why}`,
  remedy: `write the repeated parts out, or use at most ${MOST_ALIASES_EACH} aliases of one anchor`,
})
