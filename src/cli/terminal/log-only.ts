import process from 'node:process'
import { destination, type Logger, pino } from 'pino'
import { Fault, sentenceOf } from './fault.ts'
import type { Terminal } from './terminal.ts'

/** What a process that runs for long says on standard error: JSON lines. */
export function processLog({ env }: Pick<Terminal, 'env'>, name?: string): Logger {
  const out = destination({ fd: 2, sync: true })
  // Nobody reads it any more, as when its terminal was closed: no reason to end without tidying up.
  out.on('error', () => {})
  return pino(
    {
      ...(name === undefined ? {} : { name }),
      level: env.CUTWATER_LOG ?? 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    out,
  )
}

/**
 * Runs it so that standard error holds JSON lines and nothing else, for what collects logs: also why it did not start,
 * and what Node warns of. On a terminal somebody reads: there a failure is a sentence, as with every command.
 */
export async function logOnly(terminal: Terminal, log: Logger, work: () => Promise<void>): Promise<void> {
  if (terminal.live) return work()
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => log.warn({ warning: name }, message))
  try {
    await work()
  } catch (error) {
    const remedy = error instanceof Fault ? error.remedy : ''
    log.fatal(remedy === '' ? {} : { remedy }, sentenceOf(error))
    terminal.exitCode(error instanceof Fault ? error.exitCode : 1)
  }
}
