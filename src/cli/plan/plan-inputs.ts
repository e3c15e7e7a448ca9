import type { Command } from 'commander'
import type { PlanInputs } from '../../http/client/client.ts'
import { Fault } from '../terminal/fault.ts'

export type InputOptions = {
  readonly pace?: string
  readonly lead?: readonly string[]
  readonly contact?: readonly string[]
}

export const PACE = [
  '--pace <n>',
  "divide the plan's own durations by this, where the binding allows it",
] as const

const more = (word: string, before: readonly string[] = []): readonly string[] => [...before, word]

/** Whom a plan with leads asks for, and what its contacts leave to the request. */
export function namesPeople(command: Command): Command {
  return command
    .option('--lead <lead=name>', 'who leads what, by the name of a token; once for each lead', more)
    .option('--contact <name=text>', 'what the plan asks for, such as a phone number', more)
}

export function planInputs(words: readonly string[], { pace, ...people }: InputOptions): PlanInputs {
  return { inputs: inputsFrom(words), pace: paceFrom(pace), ...peopleFrom(people) }
}

type Named = { readonly leads?: Record<string, string>; readonly contacts?: Record<string, string> }

/** Left out: nobody is named, nothing is said. */
export function peopleFrom({ lead = [], contact = [] }: Pick<InputOptions, 'lead' | 'contact'>): Named {
  return {
    ...(lead.length === 0 ? {} : { leads: pairsFrom(lead, '--lead', 'cutover=ada') }),
    ...(contact.length === 0 ? {} : { contacts: pairsFrom(contact, '--contact', 'warRoom=#cutover') }),
  }
}

function pairsFrom(words: readonly string[], option: string, example: string): Record<string, string> {
  const pairs = words.map((word) => {
    const at = word.indexOf('=')
    const [name, said] = [word.slice(0, at), word.slice(at + 1)]
    if (at < 1 || said === '') throw new Fault(`"${word}" names nobody`, `Write ${option} ${example}.`)
    return [name, said] as const
  })
  const names = pairs.map(([name]) => name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw new Fault(`${option} names ${twice} twice`, 'Give it once.')
  return Object.fromEntries(pairs)
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
