import type { Finding } from '../../../core/document/finding.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'

/** A plan that cannot be run: the first finding in words, all of them beside it. */
export function findingsProblem(findings: readonly Finding[]): ProblemError {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const detail =
    first === undefined
      ? 'The plan has findings.'
      : `${first.file}:${first.line}:${first.column}: ${first.message}${errors.length > 1 ? `, and ${errors.length - 1} more` : ''}.`
  return new ProblemError('plan-findings', detail, first?.remedy ?? 'Fix what findings lists.', { findings })
}
