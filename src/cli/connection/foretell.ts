import type { Sent } from '../../http/client/client.ts'
import type { ChangeView } from '../../read/change/change-view.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { connect } from './connection.ts'
import type { GiveOptions } from './give-command.ts'

/** A way out does not wait longer than this to say what it does. */
const WAIT_MS = 2_000

/**
 * Says what a command will do to a change, by what the server says of it at this moment, before it is given. In an
 * emergency nothing waits for it: where there is no answer, nothing is said.
 */
export async function foretell(
  id: string,
  body: Sent,
  options: GiveOptions,
  terminal: Pick<Terminal, 'note' | 'env' | 'cwd'>,
): Promise<void> {
  if (options.json === true) return
  const view = await seen(id, options, terminal)
  const consequence = view === null ? null : consequenceFor(body, view)
  if (consequence !== null) terminal.note(`${id}: ${consequence}`)
}

async function seen(
  id: string,
  options: GiveOptions,
  terminal: Pick<Terminal, 'env' | 'cwd'>,
): Promise<ChangeView | null> {
  try {
    return await connect(options, terminal).change(id, AbortSignal.timeout(WAIT_MS))
  } catch {
    // Whatever it is, the command itself meets it, and says so.
    return null
  }
}

/** Null where the change would not do it: then the answer says why. */
export function consequenceFor(body: Sent, { possible }: Pick<ChangeView, 'possible'>): string | null {
  const found = possible.find((one) => {
    switch (body.command) {
      case 'promote':
        return (
          one.command === 'promote' &&
          (one.send.all === true) === (body.all === true) &&
          (body.all === true || one.asks.includes('override') === (body.override !== undefined))
        )
      case 'rollback':
        // At once, it is what an abort is.
        return one.command === (body.gradual === true ? 'rollback' : 'abort')
      default:
        return one.command === body.command
    }
  })
  return found === undefined || found.answer !== 'would-do' ? null : found.consequence
}
