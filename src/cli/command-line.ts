import { Command, CommanderError } from 'commander'
import { CATALOGUE, moduleOf } from './catalogue.ts'
import { Fault, sentenceOf } from './fault.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

/** Runs one command and gives its exit code. A failure is one plain sentence on standard error, its remedy below it, no stack. */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal & { readonly code: () => number },
): Promise<number> {
  try {
    const program = await programFor(args, terminal)
    if (args.length === 0) {
      terminal.say(program.helpInformation().trimEnd())
      return 0
    }
    await program.parseAsync(sought(args), { from: 'user' })
    return terminal.code()
  } catch (error) {
    return report(error, terminal)
  }
}

/** Help about a command that there is none of is answered as that command would be, with the likely one. */
function sought(args: readonly string[]): string[] {
  const [first, second] = args
  return first === 'help' && second !== undefined && !CATALOGUE.some(([name]) => name === second)
    ? [second]
    : [...args]
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
      '\nEvery command takes --json, and finds the server by --server URL, CUTWATER_SERVER or the data directory (./.cutwater).',
    )
  silence(program, terminal)
  const [first, second] = args.filter((arg) => !arg.startsWith('-'))
  const wanted = first === 'help' ? second : first
  for (const [name, summary] of CATALOGUE) {
    const command = program.command(name).description(summary)
    silence(command, terminal)
    if (name !== wanted) continue
    ;(await moduleOf(name)).define(command, terminal)
    for (const inner of command.commands) silence(inner, terminal)
  }
  return program
}

/** Faults are thrown, not printed: what is printed is decided in one place. */
function silence(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.say(text.trimEnd()), writeErr: () => undefined })
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    terminal.note(`cutwater: ${plainUsage(error.message)}`)
    return 1
  }
  const [remedy, code] = error instanceof Fault ? [error.remedy, error.exitCode] : [remedyOf(error), 1]
  terminal.note(`cutwater: ${terminal.paint.red(oneLine(sentenceOf(error)))}`)
  if (remedy !== '') terminal.note(`  ${oneLine(remedy)}`)
  if (terminal.env.CUTWATER_DEBUG === '1' && error instanceof Error) terminal.note(error.stack ?? '')
  return code
}

/** Problems of the server carry their own remedy. */
function remedyOf(error: unknown): string {
  if (
    error instanceof Error &&
    'problem' in error &&
    typeof error.problem === 'object' &&
    error.problem !== null &&
    'remedy' in error.problem
  )
    return String(error.problem.remedy)
  if (error instanceof Error && error.name === 'Unreachable')
    return 'Start it with cutwater serve, or say where it is with --server URL.'
  return ''
}

function plainUsage(message: string): string {
  if (message === '(outputHelp)') return 'the command is not complete; see cutwater --help'
  return oneLine(message.replace(/^error: /, '').replace(/\n\((Did you mean .*\?)\)/s, '. $1'))
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim()
