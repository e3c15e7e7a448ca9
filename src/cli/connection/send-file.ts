import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { ATTACHMENT_BYTES_MAX } from '../../core/change/items/attachment-bounds.ts'
import { Fault } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { type ConnectionOptions, connect } from './connection.ts'

/** As the word names it that it comes with. */
export type SentFile = { sha256: string; name: string }

/** Sends a file for a change ahead of the word that names it. */
export async function sendFile(
  id: string,
  file: string,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<SentFile> {
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
