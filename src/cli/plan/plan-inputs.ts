import type { PlanInputs } from '../../http/client/client.ts'
import { Fault } from '../terminal/fault.ts'

export type InputOptions = { readonly pace?: string }

export const PACE = [
  '--pace <n>',
  "divide the plan's own durations by this, where the binding allows it",
] as const

export function planInputs(words: readonly string[], { pace }: InputOptions): PlanInputs {
  return { inputs: inputsFrom(words), pace: paceFrom(pace) }
}

/** Values are text here; the plan says what they are. */
export function inputsFrom(words: readonly string[]): Record<string, string> {
  const inputs: Record<string, string> = Object.create(null)
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw new Fault(`"${word}" is no input`, 'Write inputs as key=value.')
    const name = word.slice(0, at)
    if (name in inputs) throw new Fault(`the input ${name} was given twice`, 'Give it once.')
    inputs[name] = word.slice(at + 1)
  }
  return { ...inputs }
}

export function paceFrom(text: string | undefined): number {
  const pace = Number(text ?? 1)
  if (!Number.isFinite(pace) || pace < 1)
    throw new Fault(`"${text}" is no pace`, 'Write a number of 1 or more; 1 is real time.')
  return pace
}
