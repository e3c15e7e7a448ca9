import { headText } from '../../../core/journal/checkpoint.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export type ResumeOptions = ConnectionOptions & { readonly because: string; readonly json?: boolean }

export async function resume(options: ResumeOptions, terminal: Terminal): Promise<void> {
  const resumed = await connect(options, terminal).resumeJournal(options.because)
  if (options.json === true) return terminal.say(JSON.stringify(resumed))
  const { already, head, after, key, newKey } = resumed
  const now = head === null ? '' : `; head ${headText(head)}`
  if (already) return terminal.say(`The journal is signed as usual, and nothing was done${now}`)
  terminal.say(
    `The journal is signed again, after checkpoint ${after}${now}. ` +
      'What was signed after that one and is gone from the database is set aside; verify goes on telling of it.',
  )
  if (newKey)
    terminal.say(`It is signed with a new key, ${key}: pin DATA/keys/checkpoint.pub wherever you verify.`)
}
