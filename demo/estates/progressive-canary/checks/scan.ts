/** Looks through the sources of the services, and writes what it finds as SARIF 2.1.0, as scanners do. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeJsonFile } from '../../../process/json-file.ts'

type Rule = {
  readonly id: string
  readonly level: 'error' | 'warning'
  readonly says: string
  readonly finds: RegExp
}

export const SECURITY: readonly Rule[] = [
  { id: 'eval', level: 'error', says: 'runs a text as code', finds: /\beval\(|\bnew Function\(/ },
  { id: 'shell', level: 'error', says: 'gives a text to a shell', finds: /\bexecSync\(|\bshell: true\b/ },
  {
    id: 'secret',
    level: 'error',
    says: 'holds a secret',
    finds: /\b(whsec_|sk_live_|AKIA)[A-Za-z0-9+/]{12}/,
  },
  {
    id: 'listens-everywhere',
    level: 'error',
    says: 'listens on every interface',
    finds: /['"]0\.0\.0\.0['"]/,
  },
]

export const LINT: readonly Rule[] = [
  { id: 'console', level: 'warning', says: 'prints past the log', finds: /\bconsole\.log\(/ },
  { id: 'debugger', level: 'warning', says: 'stops in a debugger', finds: /^\s*debugger\b/ },
  { id: 'wide', level: 'warning', says: 'is wider than 160 characters', finds: /^.{161,}$/ },
]

export type Finding = { readonly rule: Rule; readonly file: string; readonly line: number }

export function findingsIn(file: string, text: string, rules: readonly Rule[]): Finding[] {
  return text
    .split('\n')
    .flatMap((line, i) =>
      rules.filter(({ finds }) => finds.test(line)).map((rule) => ({ rule, file, line: i + 1 })),
    )
}

export function writeScan(into: string, services: string, tool: string, rules: readonly Rule[]): void {
  const files = globSync('**/*.ts', { cwd: services, exclude: (name) => name.endsWith('.test.ts') })
  const found = files.flatMap((file) => findingsIn(file, readFileSync(join(services, file), 'utf8'), rules))
  const results = found.map(({ rule: { id, level, says }, file, line }) => ({
    ruleId: id,
    level,
    message: { text: `${file} ${says}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: line } } }],
  }))
  writeJsonFile(into, {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [{ tool: { driver: { name: tool, rules: rules.map(({ id }) => ({ id })) } }, results }],
  })
}
