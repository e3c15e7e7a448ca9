import { closeSync, openSync, readSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { PlanText } from '../../http/client/client.ts'
import { Fault, sentenceOf } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Far above what is read as a plan, far below what would fill the memory: a device gives bytes without end. */
const BYTES_MAX = 4 * 1024 * 1024

const REMEDIES = {
  plan: 'Name the file of a plan, such as plans/dual-deploy.yaml.',
  binding: 'Name the file of a binding, such as cutwater.yaml.',
  definition: 'Name the file of a definition, as JSON or YAML.',
  script: 'Name the file of a script of observations.',
} as const

/** The text of a file that a person wrote. */
export function readPlan(
  file: string,
  { cwd }: Pick<Terminal, 'cwd'>,
  what: keyof typeof REMEDIES = 'plan',
): string {
  try {
    return readBounded(resolve(cwd, file)).toString('utf8')
  } catch (cause) {
    throw new Fault(`the ${what} ${file} cannot be read: ${sentenceOf(cause)}`, REMEDIES[what], { cause })
  }
}

/** A plan as a server takes it; findings call it by its path from here. */
export function readPlanText(file: string, terminal: Pick<Terminal, 'cwd'>): PlanText {
  const { cwd } = terminal
  return { plan: readPlan(file, terminal), file: relative(cwd, resolve(cwd, file)) || file }
}

function readBounded(path: string): Buffer {
  const fd = openSync(path, 'r')
  try {
    const chunks: Buffer[] = []
    for (let bytes = 0; ; ) {
      const chunk = Buffer.alloc(64 * 1024)
      const read = readSync(fd, chunk)
      if (read === 0) return Buffer.concat(chunks)
      chunks.push(chunk.subarray(0, read))
      bytes += read
      if (bytes > BYTES_MAX) throw new Error(`it is larger than ${BYTES_MAX / 1024 / 1024} MiB`)
    }
  } finally {
    closeSync(fd)
  }
}
