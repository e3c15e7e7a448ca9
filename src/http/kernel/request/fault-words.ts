import type { z } from 'zod'

/** What is wrong with a value, in our words where its schema has none of its own. */
export function faultWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'this is missing'
        : `this has to be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `this is none of ${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys':
      return 'nothing of this name is known here'
    case 'too_small':
      return `this has to ${amount(issue.origin, issue.minimum)} or more`
    case 'too_big':
      return `this has to ${amount(issue.origin, issue.maximum)} or less`
    default:
      return undefined
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

function amount(origin: string, count: number | bigint): string {
  if (origin === 'string') return `have ${count} characters`
  return origin === 'array' ? `hold ${count}` : `be ${count}`
}
