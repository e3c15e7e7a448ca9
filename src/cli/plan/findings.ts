import { type Finding, formatFinding } from '../../core/document/finding.ts'
import { Refused } from '../../http/client/client.ts'
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
    if (!(error instanceof Refused) || !Array.isArray(error.problem.findings)) throw error
    const findings = error.problem.findings as readonly Finding[]
    for (const finding of findings) terminal.note(formatFinding(finding))
    throw new Fault(
      `the plan has ${findings.length === 1 ? 'a finding' : `${findings.length} findings`} and was not ${notDone}`,
      'Mend what is listed above.',
    )
  }
}

export function drawFinding(finding: Finding, { paint }: Pick<Terminal, 'paint'>): string {
  const [first = '', ...rest] = formatFinding(finding).split('\n')
  const tone = finding.severity === 'error' ? paint.red : paint.yellow
  return [tone(first), ...rest.map((line) => paint.dim(line))].join('\n')
}

/** How a check ends, in one line. `unknown` says what could not be found out. */
export function drawSummary(file: string, findings: readonly Finding[], unknown = ''): string {
  if (findings.length === 0) return `${file}: nothing is wrong${unknown}`
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return `${file}: ${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}`
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
