import { type CommandName, URGENT } from '../../../src/core/change/commands/command.ts'
import type { Body } from '../../../src/http/client/operation-types.ts'
import type { Possible } from '../../../src/read/advice/possible.ts'
import { order, said } from './api.ts'

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

/** Gives a command. Throws `Refused` with the refusal, or `Unreachable` when nobody can say whether it was taken. */
export async function giveCommand({ id, command, send, added, revision, key }: Order): Promise<void> {
  const seen = URGENT.has(command) ? {} : { 'If-Match': `"${revision}"` }
  const params = { path: { id }, header: { 'Idempotency-Key': key, ...seen } }
  // The server has said what to send, and is the one that checks it.
  const body = { ...send, ...added } as Body<'commandChange'>
  await said(order.POST('/v1/changes/{id}/commands', { params, body }))
}

/** `crypto.randomUUID` is only there in secure places; this is there everywhere. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
