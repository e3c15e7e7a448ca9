import { readFile } from 'node:fs/promises'
import type { Binding } from '../core/binding/binding.ts'
import { parseBinding } from '../core/binding/parse.ts'
import type { Finding } from '../core/document/finding.ts'
import { wordsOf } from '../runtime/context/plain-error.ts'
import { readBeside } from '../runtime/context/read-beside.ts'

/** The binding cannot be served; the message says why, and the findings where. */
export class NotServable extends Error {
  override readonly name = 'NotServable'
  readonly findings: readonly Finding[]
  constructor(message: string, findings: readonly Finding[] = [], cause?: unknown) {
    super(message, { cause })
    this.findings = findings
  }
}

/** Throws `NotServable` with every finding. */
export async function readBinding(file: string): Promise<Binding> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new NotServable(`the binding ${file} cannot be read: ${wordsOf(cause)}`, [], cause)
  })
  const parsed = parseBinding(text, file, readBeside(file))
  if ('binding' in parsed) return parsed.binding
  throw new NotServable(`the binding ${file} has faults`, parsed.findings)
}
