import { Command, CommanderError, Option } from 'commander'
import { isUntrusted } from '../core/address/untrusted.ts'
import { type Finding, formatFinding } from '../core/document/finding.ts'
import { callCode, InDoubt, type Problem, Refused, Unreachable } from '../http/client/client.ts'
import { CATALOGUE, moduleOf } from './catalogue.ts'
import { version } from './connection/version.ts'
import { EXIT_OF_ANY } from './terminal/exit-code.ts'
import { Fault, sentenceOf } from './terminal/fault.ts'
import type { Terminal } from './terminal/terminal.ts'

/**
 * Runs one command and gives its exit code. A failure is one plain sentence on standard error, its remedy below it,
 * no stack.
 */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal & { readonly code: () => number },
): Promise<number> {
  const sought = soughtIn(args)
  const completing = wordsToComplete(args)
  const program = await programFor(completing ?? sought, terminal)
  try {
    if (completing !== null) {
      const { complete } = await import('./completion/complete.ts')
      await complete(program, completing, terminal)
      return 0
    }
    if (args.length === 0) {
      terminal.say(program.helpInformation().trimEnd())
      return 0
    }
    await program.parseAsync(sought, { from: 'user' })
    return terminal.code()
  } catch (error) {
    if (error instanceof CommanderError) return reportUsage(error, commandIn(program, sought), terminal)
    return report(error, terminal)
  }
}

/** `help plan show` is `plan show --help`; an unknown command is refused in the usual way, with the likely one. */
function soughtIn(args: readonly string[]): string[] {
  const [first, ...about] = args
  const [name] = about
  if (first !== 'help' || name === undefined) return [...args]
  return CATALOGUE.some(([, known]) => known === name) ? [...about, '--help'] : [name]
}

/** `complete -- abort CHG`, as the script of a shell asks at each TAB; null for everything else. */
function wordsToComplete([command, dashes, ...words]: readonly string[]): readonly string[] | null {
  return command === 'complete' && dashes === '--' ? words : null
}

async function programFor(args: readonly string[], terminal: Terminal): Promise<Command> {
  const program = new Command('cutwater')
    .description(
      'Carries one production change from request to review, and moves traffic only as fast as the evidence allows.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand('help [command]', 'print what a command takes')
    .showHelpAfterError(false)
    .configureHelp({ helpWidth: Math.min(100, terminal.columns()) })
    .addHelpText(
      'after',
      '\nEvery command but gateway takes --json. The server is found by --server URL,\nCUTWATER_SERVER, or the data directory (CUTWATER_DATA; else ./.cutwater).\n' +
        EXIT_OF_ANY,
    )
  silence(program, terminal)
  const wanted = args.find((arg) => !arg.startsWith('-'))
  for (const [room, name, summary] of CATALOGUE) {
    const command = program.command(name).description(summary)
    silence(command, terminal)
    if (name !== wanted) continue
    ;(await moduleOf(room, name)).define(command, terminal)
    for (const inner of command.commands) silence(inner, terminal)
    for (const each of [command, ...command.commands]) acceptYes(each)
  }
  return program
}

/** A script says --yes to whatever asks a server, and need not know which of these commands ask a person too. */
function acceptYes(command: Command): void {
  const has = (long: string) => command.options.some((option) => option.long === long)
  if (has('--server') && !has('--yes'))
    command.addOption(new Option('-y, --yes', 'nothing is asked').hideHelp())
}

/** Faults are thrown, not printed: what is printed is decided in one place. */
function silence(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.say(text.trimEnd()), writeErr: () => undefined })
}

function report(error: unknown, terminal: Terminal): number {
  const [remedy, code] = error instanceof Fault ? [error.remedy, error.exitCode] : [remedyOf(error), 1]
  terminal.note(`cutwater: ${terminal.paint.red(oneLine(`${placeOf(error)}${sentenceOf(error)}`))}`)
  for (const finding of findingsIn(error)) terminal.note(`  ${oneLine(formatFinding(finding))}`)
  for (const line of remedy.split('\n')) if (line !== '') terminal.note(`  ${oneLine(line)}`)
  if (terminal.env.CUTWATER_DEBUG === '1' && error instanceof Error) terminal.note(error.stack ?? '')
  return code
}

/** Of an error of the system that nothing has put into words: the file that it is about. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error) || !('path' in error) || !('syscall' in error)) return ''
  return typeof error.path === 'string' ? `${error.path}: ` : ''
}

/** Of a binding with faults: the first of them. */
function findingsIn(error: unknown): readonly Finding[] {
  const findings = error instanceof Error && 'findings' in error ? error.findings : []
  return Array.isArray(findings) ? findings.slice(0, FINDINGS_MAX) : []
}

const FINDINGS_MAX = 3

/** How a command was written, rather than what became of it. */
function reportUsage(error: CommanderError, command: Command, { note }: Terminal): number {
  if (error.exitCode === 0) return 0
  const names = command.commands.map((inner) => inner.name()).filter((name) => name !== 'help')
  const sentence =
    error.message === '(outputHelp)'
      ? `${wordsFor(command)} takes one of ${names.join(', ')}`
      : oneLine(error.message.replace(/^error: /, '').replace(/\n\((Did you mean .*\?)\)/s, '. $1'))
  note(`cutwater: ${sentence}`)
  note(`  ${wordsFor(command)} --help says what there is.`)
  return 1
}

/** The innermost command that the words name. */
function commandIn(program: Command, args: readonly string[]): Command {
  let command = program
  for (const word of args) command = command.commands.find((inner) => inner.name() === word) ?? command
  return command
}

const wordsFor = (command: Command): string =>
  command.parent === null ? command.name() : `${wordsFor(command.parent)} ${command.name()}`

/** Problems of the server carry their own remedy. */
function remedyOf(error: unknown): string {
  if (error instanceof Refused) return remedyIn(error.problem)
  if (error instanceof Unreachable && isUntrusted(callCode(error.cause)))
    return 'Name the authority of its certificate with NODE_EXTRA_CA_CERTS=FILE in the environment.'
  if (error instanceof InDoubt)
    return 'Look before you ask for it again; cutwater doctor says whether the server or its database waits for something.'
  if (error instanceof Unreachable)
    return 'Start it with cutwater serve, or say where it is with --server URL.'
  if (placeOf(error) !== '' && sentenceOf(error) === 'permission denied')
    return 'Give it to this user, or run this as the user whose it is.'
  return ''
}

/** The faults that the API lists beside its sentence are printed: a person does not see the field. */
function remedyIn({ remedy, faults }: Problem): string {
  if (!Array.isArray(faults) || !faults.every(isFault) || !/\bfaults\b/.test(remedy)) return remedy
  const [, ...others] = faults
  return others.map(({ path, message }) => `${path}: ${message}`).join('\n')
}

type ListedFault = { readonly path: string; readonly message: string }

function isFault(value: unknown): value is ListedFault {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('message' in value)) return false
  return typeof value.path === 'string' && typeof value.message === 'string'
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim()
