import process from 'node:process'
import { runCommandLine } from './command-line.ts'
import { processTerminal } from './terminal/terminal.ts'

if (import.meta.main) {
  const terminal = processTerminal(process)
  process.exitCode = await runCommandLine(process.argv.slice(2), terminal)
}
