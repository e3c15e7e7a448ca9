import { writeFileSync } from 'node:fs'

/** Prints the evidence for a person, and hands the typed outputs to the caller of the action, when it asks for them. */
export function report(evidence: string, outputs: Readonly<Record<string, string | number | boolean>>): void {
  process.stdout.write(`${evidence}\n`)
  const path = process.env.CUTWATER_OUTPUT
  if (path) writeFileSync(path, `${JSON.stringify({ ...outputs, evidence })}\n`)
}

/** The step's `with`, as the plan wrote it; empty when it has none. */
export function given(): Readonly<Record<string, unknown>> {
  const text = process.env.CUTWATER_WITH
  if (!text) return {}
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('CUTWATER_WITH is not a JSON object')
  return value as Record<string, unknown>
}
