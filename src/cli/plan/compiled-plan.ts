import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Binding } from '../../core/binding/binding.ts'
import { parseBinding } from '../../core/binding/parse.ts'
import { type Finding, formatFinding } from '../../core/document/finding.ts'
import { type CompileOptions, compilePlan } from '../../core/plan/plan.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { readBeside } from '../../runtime/context/read-beside.ts'
import { Fault } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { inputsFrom, paceFrom } from './plan-inputs.ts'
import { readPlan } from './read-plan.ts'

/** What a plan is compiled with, by a command that asks no server. */
export type CompiledPlan = {
  readonly binding?: string
  readonly env?: string
  readonly pace: string
  readonly people?: CompileOptions['people']
}

export const isCompiledFrom = (command: Command): Command =>
  command
    .argument('<plan>', 'the plan, a YAML file')
    .argument('[inputs...]', 'key=value for each input')
    .option('--binding <file>', 'what its signals are, and where they are measured')
    .option('--env <name>', 'its input called environment')
    .option('--pace <n>', "divide the plan's own durations by this", '1')

/** Throws a fault that lists what is wrong with the plan or its binding. */
export function compiledFrom(
  plan: string,
  words: readonly string[],
  { binding: file, env, pace, people }: CompiledPlan,
  terminal: Terminal,
): { readonly runbook: Runbook; readonly binding: Binding | null } {
  const parsed =
    file === undefined
      ? { binding: null }
      : parseBinding(readPlan(file, terminal, 'binding'), file, readBeside(resolve(terminal.cwd, file)))
  if ('findings' in parsed) throw wrong(parsed.findings)
  const given = inputsFrom(words)
  const inputs = env === undefined ? given : { environment: env, ...given }
  const answer = compilePlan(readPlan(plan, terminal), plan, {
    inputs,
    pace: paceFrom(pace),
    binding: parsed.binding,
    ...(people === undefined ? {} : { people }),
  })
  if ('findings' in answer) throw wrong(answer.findings)
  return { runbook: answer.runbook, binding: parsed.binding }
}

const wrong = (findings: readonly Finding[]): Fault =>
  new Fault(findings.map(formatFinding).join('; '), 'cutwater check says all of it, line by line.')
