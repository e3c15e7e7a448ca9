import process from 'node:process'
import { createLogUpdate } from 'log-update'
import type { ChangeView } from '../../read/change/change-view.ts'
import type { EntryView } from '../../read/journal/entry-view.ts'
import { connect } from '../connection/connection.ts'
import { drawLive, drawWhole } from '../screen/change-screen.ts'
import type { Frame } from '../screen/frame.ts'
import { exitCodeOf } from '../terminal/exit-code.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { askPatiently, NEWS } from './ask-patiently.ts'
import { type FollowOptions, journalFrom } from './follow-journal.ts'

const REDRAW_MS = 1_000
const KEEP_ENTRIES = 50

/**
 * The live view: two readers fill it, one follows the journal, the other asks each second how the change stands. Null
 * when it was told to stop before the change was over.
 */
export async function followLive(
  id: string,
  options: FollowOptions,
  terminal: Terminal,
): Promise<number | null> {
  const screen = createLogUpdate(process.stdout)
  let view: ChangeView = await connect(options, terminal).change(id)
  let skewMs = Date.parse(view.asOf) - terminal.now()
  let trouble: string | null = null
  const entries: EntryView[] = []
  const frame = (): Frame => ({
    paint: terminal.paint,
    columns: terminal.columns(),
    zone: terminal.zone,
    now: terminal.now() + skewMs,
  })
  const draw = () => screen(drawLive({ view, entries, trouble }, frame(), terminal.rows()))
  const see = (seen: ChangeView) => {
    view = seen
    skewMs = Date.parse(view.asOf) - terminal.now()
  }
  const look = async () => see(await connect(options, terminal).change(id))
  draw()
  process.stdout.on('resize', draw)
  const looking = setInterval(() => void look().then(draw, draw), REDRAW_MS)
  try {
    const ask = askPatiently(
      () => connect(options, terminal),
      terminal,
      (word) => {
        trouble = word === 'lost' ? NEWS.lost : null
        draw()
      },
    )
    for await (const heard of journalFrom(id, ask, terminal.stop)) {
      entries.push(...heard.entries)
      entries.splice(0, entries.length - KEEP_ENTRIES)
      draw()
      if (!heard.over) continue
      clearInterval(looking)
      const ended = await ask((client) => client.change(id))
      if (ended === null) return exitCodeOf(heard.status)
      see(ended)
      const tasks = (await ask((client) => client.tasksLeftBy(ended))) ?? []
      screen.clear()
      terminal.say(drawWhole(view, entries.slice(-8), frame(), tasks))
      return exitCodeOf(heard.status, view.verification?.status)
    }
    screen.done()
    return null
  } finally {
    clearInterval(looking)
    process.stdout.off('resize', draw)
    screen.done()
  }
}
