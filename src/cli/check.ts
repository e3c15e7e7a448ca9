import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Binding } from '../core/plan/binding/binding.ts'
import { parseBinding } from '../core/plan/binding/parse.ts'
import { type Finding, formatFinding, hasErrors } from '../core/plan/finding.ts'
import { checkPlan, signalsOf } from '../core/plan/plan.ts'
import { own } from '../core/plan/tree.ts'
import { readPlan } from './read-plan.ts'
import type { Terminal } from './terminal.ts'

type Options = { binding?: string; offline?: boolean; json?: boolean }

/** Needs no server. Every finding at once, as `file:line:column`; exit code 1 when one of them is an error. */
export function define(command: Command, terminal: Terminal): void {
  command
    .argument('<plan>', 'file of the plan')
    .option(
      '--binding <file>',
      'also look up every name in this binding, and ask its Prometheus for the signals',
    )
    .option('--offline', 'ask nobody')
    .option('--json', 'print JSON')
    .action(async (plan: string, options: Options) => {
      const text = readPlan(plan, terminal)
      const bound = options.binding === undefined ? null : readBinding(options.binding, terminal)
      const binding = bound?.binding ?? null
      const findings = [
        ...(bound?.findings ?? []),
        ...checkPlan(text, plan, binding),
        ...(bound === null || options.offline === true ? [] : await askSources(text, plan, bound, terminal)),
      ]
      terminal.exitCode(hasErrors(findings) ? 1 : 0)
      if (options.json === true) return terminal.say(JSON.stringify({ ok: !hasErrors(findings), findings }))
      for (const finding of findings) terminal.say(coloured(finding, terminal))
      terminal.say(summary(plan, findings, binding !== null))
    })
}

type BoundFile = {
  readonly file: string
  readonly text: string
  readonly binding: Binding | null
  readonly findings: readonly Finding[]
}

function readBinding(file: string, terminal: Terminal): BoundFile {
  const text = readPlan(file, terminal, 'binding')
  const parsed = parseBinding(text, file)
  return 'binding' in parsed
    ? { file, text, binding: parsed.binding, findings: [] }
    : { file, text, binding: null, findings: parsed.findings }
}

/** Whether what the plan decides by is measured at this moment. Nothing is asked that the plan does not use. */
async function askSources(
  plan: string,
  planFile: string,
  { file, text, binding }: BoundFile,
  { cwd }: Terminal,
): Promise<readonly Finding[]> {
  if (binding === null) return []
  const uses = signalsOf(plan, planFile, binding)
  const asked = uses.some(
    ({ environment, signal }) =>
      own(own(binding.environments, environment)?.signals, signal)?.source === 'prometheus',
  )
  if (!asked) return []
  const { askForSignals } = await import('../compose.ts')
  return askForSignals({ file, path: resolve(cwd, file), text, binding, uses })
}

function coloured(finding: Finding, { paint }: Terminal): string {
  const [first = '', ...rest] = formatFinding(finding).split('\n')
  const tone = finding.severity === 'error' ? paint.red : paint.yellow
  return [tone(first), ...rest.map((line) => paint.dim(line))].join('\n')
}

function summary(plan: string, findings: readonly Finding[], bound: boolean): string {
  if (findings.length === 0)
    return `${plan}: nothing is wrong${bound ? '' : ' (names were not looked up: give --binding FILE)'}`
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return `${plan}: ${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}`
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
