import { statSync } from 'node:fs'
import { basename } from 'node:path'
import process from 'node:process'
import type { RunnerBinding } from '../../core/binding/binding.ts'
import type { Call } from '../../ports/executor.ts'
import type { Secrets } from '../../ports/secrets.ts'

export type CommandBinding = Extract<RunnerBinding, { run: 'command' }>

export type CommandLine = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Values in `env` that have to be kept out of the output. */
  readonly secretValues: readonly string[]
}

/** Something in the binding that has to be put right; the message is the remedy and holds no secret. */
export class BindingFault extends Error {
  override readonly name = 'BindingFault'
}

/** Throws `BindingFault`. The environment is what is listed and nothing else. */
export function commandLine(
  call: Call,
  binding: CommandBinding,
  { secrets, outputsFile }: { secrets: Secrets; outputsFile: string },
): CommandLine {
  const secret = new Map<string, string>()
  for (const [name, value] of Object.entries(binding.env))
    if (value.startsWith('secret:')) secret.set(name, secretValue(secrets, value.slice('secret:'.length)))

  const open = {
    ...passed(binding.passEnv),
    ...Object.fromEntries(Object.entries(binding.env).filter(([name]) => !secret.has(name))),
    ...call.env,
    CUTWATER_KEY: call.key,
    CUTWATER_WITH: JSON.stringify(call.args),
    CUTWATER_OUTPUT: outputsFile,
  }
  const env = { ...Object.fromEntries(secret), ...open }
  const [program, ...templates] = binding.command
  if (program === undefined || program === '') throw new BindingFault('command is empty: name a program')
  if (program.includes('${'))
    throw new BindingFault(`command ${program}: the program itself cannot be a variable`)
  refuseCommandText(program, templates)
  const args = templates.map((template) => fill(template, open, secret))
  refuseNul(args, env)
  return { program, args, cwd: directory(binding.cwd), env, secretValues: [...secret.values()] }
}

function passed(names: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {}
  for (const name of names) {
    if (/^DATABASE_(URL|PASSWORD_FILE)$/.test(name) || name.startsWith('CUTWATER_'))
      throw new BindingFault(
        `passEnv: ${name} is the server's own and is not passed on; if the command needs such a value, keep it as a secret and write env: { ${name}: 'secret:NAME' }`,
      )
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  return env
}

function secretValue(secrets: Secrets, name: string): string {
  try {
    return secrets.get(name)
  } catch (error) {
    throw new BindingFault(error instanceof Error ? error.message : `secret:${name} cannot be read`)
  }
}

function fill(
  template: string,
  open: Readonly<Record<string, string>>,
  secret: ReadonlyMap<string, string>,
): string {
  return template.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    if (Object.hasOwn(open, name)) return open[name] ?? ''
    if (secret.has(name))
      throw new BindingFault(
        `\${${name}} is a secret, and every user of the machine can see a program's arguments: let the command read it from its environment`,
      )
    throw new BindingFault(
      `\${${name}} in an argument is not set: add it to env or passEnv, or correct its name`,
    )
  })
}

const SHELL = /^(ba|da|a|z|k|mk|fi|c|tc)?sh$/
const LANGUAGE = /^(node|deno|bun|python[\d.]*|perl|ruby|php|lua)$/

/** A value filled into a program's text would be read as program, not as a value. */
function refuseCommandText(program: string, args: readonly string[]): void {
  const words = [program, ...args]
  for (const [i, word] of words.entries()) {
    const name = basename(word)
    const option = words[i + 1] ?? ''
    const text = words[i + 2] ?? ''
    const [flag = ''] = option.split('=', 1)
    const readsText =
      (SHELL.test(name) && /^-[a-z]*c$/.test(flag)) ||
      (LANGUAGE.test(name) && /^(-[a-z]*[ecpr]|--eval|--print)$/.test(flag))
    if (readsText && (flag === option ? text : option).includes('${'))
      throw new BindingFault(
        `${name} ${flag} would read a filled-in \${...} as program text: let the program read the variable from its environment`,
      )
  }
}

function refuseNul(args: readonly string[], env: Readonly<Record<string, string>>): void {
  if (args.some((arg) => arg.includes('\0'))) throw new BindingFault('an argument holds a NUL character')
  for (const [name, value] of Object.entries(env))
    if (name === '' || /[=\0]/.test(name) || value.includes('\0'))
      throw new BindingFault(
        `the environment variable ${JSON.stringify(name)} cannot be set: its name or its value is not allowed`,
      )
}

/** A missing directory and a missing program give the same error when a process is started. */
function directory(cwd: string | null): string {
  const path = cwd ?? process.cwd()
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new BindingFault(`cwd ${path} is not a directory: create it, or correct cwd`)
  return path
}
