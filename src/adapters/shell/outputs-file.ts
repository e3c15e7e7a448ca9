import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import type { Outputs, Scalar } from '../../core/runbook/runbook.ts'
import { printable } from '../../ports/printable.ts'
import { codeOf } from './run-directory.ts'
import type { OutputsRead } from './run-record.ts'

const SIZE_MAX = 64 * 1024

/** What the command wrote to CUTWATER_OUTPUT: a JSON object of scalars. No file means no outputs. */
export function readOutputs(path: string, redact: (text: string) => string): OutputsRead {
  try {
    const text = readBounded(path)
    return { read: true, outputs: text === null ? {} : parseOutputs(text, redact) }
  } catch (error) {
    return { read: false, because: error instanceof Error ? error.message : String(error) }
  }
}

function parseOutputs(text: string, redact: (text: string) => string): Outputs {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's message quotes the text, which may hold a secret.
    throw new Error('it is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is not a JSON object')
  const clean = (each: string) => redact(printable(each))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]): [string, Scalar] => {
      if (typeof each === 'string') return [clean(key), clean(each)]
      if (typeof each === 'boolean' || (typeof each === 'number' && Number.isFinite(each)))
        return [clean(key), each]
      throw new Error(`${clean(key)} is not a string, a number or a boolean`)
    }),
  )
}

/** Never waits: the command may have put a named pipe there. */
function readBounded(path: string): string | null {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new Error(`it cannot be opened (${codeOf(error)})`)
  }
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) throw new Error('it is not a regular file')
    if (stat.size > SIZE_MAX) throw new Error(`it is larger than ${SIZE_MAX} bytes`)
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}
