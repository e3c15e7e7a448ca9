import process from 'node:process'
import { runCommandLine } from './command-line.ts'
import { processTerminal } from './terminal/terminal.ts'

export async function main(): Promise<void> {
  const terminal = processTerminal(process)
  process.exitCode = await runCommandLine(process.argv.slice(2), terminal)
}

if (import.meta.main) await main()
