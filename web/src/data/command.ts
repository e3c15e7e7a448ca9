import { type CommandName, URGENT } from '../../../src/core/change/commands/command.ts'
import type { Possible } from '../../../src/read/advice/possible.ts'
import { ask } from './api.ts'

export type Order = {
  readonly id: string
  /** What the server said to send, and what a person has added to it. */
  readonly command: CommandName
  readonly send: Possible['send']
  readonly added: Partial<Record<Possible['asks'][number], string>>
  /** The revision the person has seen; the urgent ones need none. */
  readonly revision: number
  /** The same one when the same order is sent again: it is carried out once. */
  readonly key: string
}

/** A command waits for the change's turn. */
export const COMMAND_LIMIT_MS = 15_000

/** Gives a command. Throws `Problem` with the refusal, or `Unreachable` when nobody can say whether it was taken. */
export async function giveCommand({ id, command, send, added, revision, key }: Order): Promise<void> {
  await ask(`/v1/changes/${encodeURIComponent(id)}/commands`, {
    method: 'POST',
    body: { ...send, ...added },
    headers: { 'idempotency-key': key, ...(URGENT.has(command) ? {} : { 'if-match': `"${revision}"` }) },
    limitMs: COMMAND_LIMIT_MS,
  })
}

/** `crypto.randomUUID` is only there in secure places; this is there everywhere. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
