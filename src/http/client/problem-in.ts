import type { components } from './schema.d.ts'

type Problem = components['schemas']['Problem']

/** The problem that an answer in JSON is; null when it lacks something that every problem of Cutwater has. */
export function problemIn(json: string): Problem | null {
  const value: unknown = JSON.parse(json)
  return isProblem(value) ? value : null
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false
  const members = new Map(Object.entries(value))
  return (
    TEXTS.every((name) => typeof members.get(name) === 'string') && Number.isInteger(members.get('status'))
  )
}

const TEXTS = ['type', 'title', 'detail', 'instance', 'remedy']
