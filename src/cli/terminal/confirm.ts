import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { Fault } from './fault.ts'
import type { Terminal } from './terminal.ts'

/** Asks before something that is hard to take back. Without a terminal it has to be confirmed by an option. */
export async function confirm(question: string, yes: boolean, terminal: Terminal): Promise<void> {
  if (yes) return
  if (!terminal.live)
    throw new Fault(
      'this needs a confirmation, and there is no terminal to ask on',
      'Say --yes if it is meant.',
    )
  const asking = createInterface({ input: terminal.stdin, output: process.stderr })
  try {
    const answer = await asking.question(`${question} [y/N] `).catch(() => {
      // Ctrl-C or Ctrl-D.
      process.stderr.write('\n')
      throw new Fault('nothing was done', '', { exitCode: 130 })
    })
    if (!/^y(es)?$/i.test(answer.trim())) throw new Fault('nothing was done')
  } finally {
    asking.close()
  }
}
