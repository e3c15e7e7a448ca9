import type { Command } from 'commander'
import { said } from '../../../http/client/client.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { type SentFile, sendFile } from '../../connection/send-file.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawFollowUps } from '../../screen/follow-ups.ts'
import { REASON } from '../../terminal/reason.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & {
  json?: boolean
  owner?: string
  note: string
  because: string
  attach?: string[]
}

/** What changes have left to do at their end: reviews, checks, hypercare. */
export function define(command: Command, terminal: Terminal): void {
  const add = (words: string, summary: string) => asksServer(command.command(words).description(summary))
  add('list [change]', 'what is not done, of all changes; of one change, also what is')
    .option('--owner <name>', 'only what this person owes')
    .action((change: string | undefined, options: Options) => list(change, options, terminal))
  add('done <change> <task>', 'say that a task is done')
    .requiredOption('--note <text>', 'what was done, and where that is written down')
    .option('--attach <file...>', 'files that show it, each of 10 MiB at most')
    .action(async (change: string, task: string, options: Options) => {
      const { note, attach = [] } = options
      const attachments: SentFile[] = []
      for (const file of attach) attachments.push(await sendFile(change, file, options, terminal))
      const files = attachments.length === 0 ? {} : { attachments }
      await settle(change, task, { note, ...files }, options, terminal)
    })
  add('reopen <change> <task>', 'say that a task is not done after all')
    .requiredOption(REASON, 'why')
    .action((change: string, task: string, options: Options) =>
      settle(change, task, { reopen: options.because }, options, terminal),
    )
}

async function list(change: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const { owner } = options
  const { followUps, more } = await tasks(change, options, terminal)
  const wanted = owner === undefined ? followUps : followUps.filter((one) => one.owner === owner)
  terminal.say(options.json === true ? JSON.stringify(wanted) : drawFollowUps(wanted, drawn(terminal)))
  if (more) terminal.note('There are others, beyond these: name a change, or --owner NAME.')
}

async function tasks(change: string | undefined, options: Options, terminal: Terminal) {
  const { ask } = connect(options, terminal)
  const query = options.owner === undefined ? {} : { owner: options.owner }
  if (change === undefined) return said(ask.GET('/v1/follow-ups', { params: { query } }))
  const path = { id: change }
  return { ...(await said(ask.GET('/v1/changes/{id}/follow-ups', { params: { path } }))), more: false }
}

async function settle(
  id: string,
  task: string,
  body: { note: string; attachments?: SentFile[] } | { reopen: string },
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { ask } = connect(options, terminal)
  const path = { path: { id, task } }
  const now = await said(ask.POST('/v1/changes/{id}/follow-ups/{task}', { params: path, body }))
  if (options.json === true) return terminal.say(JSON.stringify(now))
  terminal.say(`${now.title}: ${now.state === 'done' ? 'done' : `owed again by ${now.owner}`}`)
}
