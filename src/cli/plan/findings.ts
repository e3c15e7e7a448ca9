import { type Finding, formatFinding } from '../../core/document/finding.ts'
import { type Problem, Refused } from '../../http/client/client.ts'
import { Fault } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** A refusal that lists what is wrong with a plan, as those lines and one sentence: `3 findings and was not run`. */
export async function orFindings<T>(
  asked: Promise<T>,
  notDone: string,
  terminal: Pick<Terminal, 'note'>,
): Promise<T> {
  try {
    return await asked
  } catch (error) {
    const findings = error instanceof Refused ? findingsOf(error.problem) : null
    if (findings === null) throw error
    for (const finding of findings) terminal.note(formatFinding(finding))
    throw new Fault(
      `the plan has ${findings.length === 1 ? 'a finding' : `${findings.length} findings`} and was not ${notDone}`,
      'Fix what is listed above.',
    )
  }
}

function findingsOf({ findings }: Problem): readonly Finding[] | null {
  return Array.isArray(findings) && findings.every(isFinding) ? findings : null
}

function isFinding(value: unknown): value is Finding {
  if (typeof value !== 'object' || value === null) return false
  const members = new Map(Object.entries(value))
  const fits = (type: string) => (name: string) => typeof members.get(name) === type
  return (
    ['file', 'severity', 'code', 'message', 'remedy'].every(fits('string')) &&
    ['line', 'column'].every(fits('number'))
  )
}

export function drawFinding(finding: Finding, { paint }: Pick<Terminal, 'paint'>): string {
  const [first = '', ...rest] = formatFinding(finding).split('\n')
  const tone = finding.severity === 'error' ? paint.red : paint.yellow
  return [tone(first), ...rest.map((line) => paint.dim(line))].join('\n')
}

/**
 * How a check of `file` ends: a line for it, and one for each other file that has findings. `unknown` says what could
 * not be found out.
 */
export function drawSummary(file: string, findings: readonly Finding[], unknown = ''): string {
  const files = [...new Set([file, ...findings.map((finding) => finding.file)])]
  return files
    .map((name) => {
      const own = findings.filter((finding) => finding.file === name)
      if (own.length === 0) return `${name}: nothing is wrong${unknown}`
      const errors = own.filter(({ severity }) => severity === 'error').length
      return `${name}: ${plural(errors, 'error')}, ${plural(own.length - errors, 'warning')}`
    })
    .join('\n')
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
