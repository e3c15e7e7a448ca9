import type { Command } from 'commander'
import { didYouMean } from '../../../core/document/did-you-mean.ts'
import { STATUS_TONES } from '../../../read/words/tone.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawList } from '../../screen/list-table.ts'
import { Fault } from '../../terminal/fault.ts'
import { sentence } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & { json?: boolean; status?: string; limit: string }

export function define(command: Command, terminal: Terminal): void {
  asksServer(command)
    .option('--status <list>', 'only these, such as running,paused')
    .option('--limit <n>', 'how many at most', '50')
    .action(async (options: Options) => {
      const most = limitFrom(options.limit)
      checkStatuses(options.status)
      const found = await connect(options, terminal).changes(options.status, most + 1)
      const lines = found.slice(0, most)
      terminal.say(options.json === true ? JSON.stringify(lines) : drawList(lines, drawn(terminal)))
      if (found.length > most) terminal.note('There are older ones: see more with --limit N.')
    })
}

function checkStatuses(list: string | undefined): void {
  const known = Object.keys(STATUS_TONES)
  for (const status of list?.split(',') ?? [])
    if (!known.includes(status))
      throw new Fault(`"${status}" is no status of a change`, sentence(didYouMean(status, known)))
}

function limitFrom(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new Fault(`"${text}" is no number of changes`, 'Write a whole number of 1 or more.')
  return Number(text)
}
