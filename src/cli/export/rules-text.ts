import { stringify } from 'yaml'
import type { RuleFile } from '../../core/export/rule-file.ts'

/** A rule file of Prometheus, with what is not in it as comments at its head. */
export function rulesText({ name, interval, recorded, alerts, remarks }: RuleFile, of: string): string {
  const head = [
    `Alerts of ${of}, written by cutwater export alerts.`,
    'It asks the expressions of the binding at the moments at which Cutwater does: (...)[4m59s999ms:30s] are the ten',
    'measurements of five minutes, and the offset is how late a measurement is complete.',
    ...(remarks.length === 0
      ? []
      : ['', 'What is not as the plan says it:', ...remarks.map((one) => `- ${one}`)]),
  ]
  const comment = head.map((line) => `# ${line}`.trimEnd()).join('\n')
  return `${comment}\n${stringify({ groups: [{ name, interval, rules: [...recorded, ...alerts] }] }, { lineWidth: 0 })}`
}
