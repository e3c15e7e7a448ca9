import type { Command } from 'commander'
import { formatInstant } from '../../../core/time/instant.ts'
import { parseInstant } from '../../../core/time/parse-instant.ts'
import { localTime, span } from '../../../read/words/time.ts'
import { EXIT } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { timeoutFrom } from '../../terminal/timeout.ts'

type Options = { timeout?: string; json?: boolean }
const SAY_EVERY_MS = 60_000

/** The window gate as a command of its own: exits 0 when the instant has come, 1 when it did not come in time. */
export function define(command: Command, terminal: Terminal): void {
  command
    .argument('<instant>', 'ISO 8601 with an offset, such as 2025-10-06T22:00:00-04:00; "" is now')
    .option('--timeout <duration>', 'give up after this long, such as 45m')
    .option('--json', 'print JSON')
    .action(async (text: string, options: Options) =>
      terminal.exitCode(
        await waitUntil(instantFrom(text, terminal), timeoutFrom(options.timeout), options, terminal),
      ),
    )
}

async function waitUntil(
  at: number,
  timeoutMs: number | null,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const began = terminal.now()
  const until = timeoutMs === null ? at : Math.min(at, began + timeoutMs)
  const quiet = options.json === true
  let saidAt = Number.NEGATIVE_INFINITY
  let drawn = false
  const { stop } = terminal
  for (let now = terminal.now(); now < until && !stop.aborted; now = terminal.now()) {
    const left = `opens ${localTime(formatInstant(at), terminal.zone, now)}, in ${span(at - now + 999)}`
    if (terminal.live && !quiet) {
      terminal.note(`${drawn ? UP : ''}${left}`)
      drawn = true
    } else if (!quiet && now - saidAt >= SAY_EVERY_MS) {
      terminal.note(left)
      saidAt = now
    }
    await terminal.sleep(Math.min(until - now, 1_000))
  }
  const open = terminal.now() >= at
  const waitedMs = terminal.now() - began
  if (quiet) terminal.say(JSON.stringify({ open, at: formatInstant(at), waitedMs }))
  else if (open) terminal.say(`open: it is ${formatInstant(at)}`)
  if (open) return EXIT.done
  if (stop.aborted) return EXIT.stopped
  if (!quiet)
    throw new Fault(
      `timed out after ${span(waitedMs)}: it opens at ${formatInstant(at)}`,
      'Allow more with --timeout.',
    )
  return 1
}

/** Back to the line before, and clear it. */
const UP = '\u001b[1A\u001b[2K'

function instantFrom(text: string, terminal: Terminal): number {
  if (text === '') return terminal.now()
  const read = parseInstant(text)
  if ('wrong' in read) throw new Fault(`"${text}" ${read.wrong}`, `${read.remedy}.`)
  return read.at
}
