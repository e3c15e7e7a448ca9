import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { ATTACHMENT_BYTES_MAX } from '../../../core/change/items/attachment-bounds.ts'
import { connect } from '../../connection/connection.ts'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = GiveOptions & { note?: string; attach?: string }

export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .argument('<item>', 'such as go-no-go/runbook-reviewed, or its own name where only one is called that')
    .option('--note <text>', 'what there is to say of it')
    .option('--attach <file>', 'a file that shows it, of 10 MiB at most')
    .action(async (id: string, item: string, options: Options) => {
      const { note, attach } = options
      const attachment =
        attach === undefined ? {} : { attachment: await upload(id, attach, options, terminal) }
      const body = { command: 'tick', item, ...(note === undefined ? {} : { note }), ...attachment } as const
      await giveCommand(id, body, 'none', `${item} ticked`, options, terminal)
    })
}

async function upload(id: string, file: string, options: Options, terminal: Terminal) {
  const content = await contentOf(file)
  const { sha256 } = await connect(options, terminal).attach(id, content)
  return { sha256, name: basename(file).slice(0, 200) }
}

/** What is too large is not read at all. */
async function contentOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { size } = await stat(file)
    if (size > ATTACHMENT_BYTES_MAX)
      throw new Fault(
        `${file} has ${size.toLocaleString('en-US')} bytes, of ${ATTACHMENT_BYTES_MAX.toLocaleString('en-US')} that an attachment may have`,
        'Keep it elsewhere, and say in --note where it is.',
      )
    return new Uint8Array(await readFile(file))
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault(
      `${file} cannot be read: ${error instanceof Error ? error.message : error}`,
      'Name a file that is there.',
      { cause: error },
    )
  }
}
