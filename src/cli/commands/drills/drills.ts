import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { drawDrill, drawDrills } from './draw-drill.ts'

type Options = ConnectionOptions & { json?: boolean; of?: string; limit: string }

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('[plan]', 'the name of a plan; left out: of all plans'))
    .option('--of <id>', 'the record of one drill, such as CHG-2026-0001: what took how long')
    .option('--limit <n>', 'how many at most', '20')
    .action((plan: string | undefined, options: Options) => drills(plan, options, terminal))
}

async function drills(plan: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const { json, of, limit } = options
  const client = connect(options, terminal)
  if (of !== undefined) {
    if (plan !== undefined) throw new Fault('--of shows one drill, and needs no plan', 'Leave the plan out.')
    const record = await client.drill(of)
    return terminal.say(json === true ? JSON.stringify(record) : drawDrill(record, terminal))
  }
  if (!/^[1-9]\d{0,5}$/.test(limit))
    throw new Fault(`"${limit}" is no number of drills`, 'Write a whole number of 1 or more.')
  const most = Number(limit)
  const found = await client.drills(plan, most + 1)
  const shown = found.slice(0, most)
  terminal.say(json === true ? JSON.stringify(shown) : drawDrills(shown, drawn(terminal)))
  if (found.length > most) terminal.note('There are older ones: see more with --limit N.')
}
