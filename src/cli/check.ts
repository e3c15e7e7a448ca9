import type { Command } from 'commander'
import type { Binding } from '../core/plan/binding/binding.ts'
import { parseBinding } from '../core/plan/binding/parse.ts'
import { type Finding, formatFinding, hasErrors } from '../core/plan/finding.ts'
import { checkPlan } from '../core/plan/plan.ts'
import { readPlan } from './read-plan.ts'
import type { Terminal } from './terminal.ts'

type Options = { binding?: string; json?: boolean }

/** Needs no server. Every finding at once, as `file:line:column`; exit code 1 when one of them is an error. */
export function define(command: Command, terminal: Terminal): void {
  command
    .argument('<plan>', 'file of the plan')
    .option('--binding <file>', 'also look up every name in this binding')
    .option('--json', 'print JSON')
    .action((plan: string, options: Options) => {
      const bound =
        options.binding === undefined
          ? { binding: null, findings: [] }
          : readBinding(options.binding, terminal)
      const findings = [...bound.findings, ...checkPlan(readPlan(plan, terminal), plan, bound.binding)]
      terminal.exitCode(hasErrors(findings) ? 1 : 0)
      if (options.json === true) return terminal.say(JSON.stringify({ ok: !hasErrors(findings), findings }))
      for (const finding of findings) terminal.say(coloured(finding, terminal))
      terminal.say(summary(plan, findings, bound.binding !== null))
    })
}

function readBinding(
  file: string,
  terminal: Terminal,
): { readonly binding: Binding | null; readonly findings: readonly Finding[] } {
  const parsed = parseBinding(readPlan(file, terminal, 'binding'), file)
  return 'binding' in parsed
    ? { binding: parsed.binding, findings: [] }
    : { binding: null, findings: parsed.findings }
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
