import { ask } from './api.ts'

export type CommandName = 'pause' | 'resume' | 'promote' | 'abort' | 'rollback' | 'kill'

export type Order = {
  readonly id: string
  readonly command: CommandName
  readonly because: string
  /** The revision the person has seen; the urgent ones need none. */
  readonly revision: number
  /** The same one when the same order is sent again: it is carried out once. */
  readonly key: string
}

/** Gives a command. Throws `Problem` with the refusal, or `Unreachable` when nobody can say whether it was taken. */
export async function giveCommand({ id, command, because, revision, key }: Order): Promise<void> {
  await ask(`/v1/changes/${encodeURIComponent(id)}/commands`, {
    method: 'POST',
    body: bodyOf(command, because),
    headers: {
      'idempotency-key': key,
      ...(command === 'promote' || command === 'resume' ? { 'if-match': `"${revision}"` } : {}),
    },
    limitMs: 15_000,
  })
}

function bodyOf(command: CommandName, because: string): object {
  switch (command) {
    case 'resume':
    case 'promote':
      return { command }
    case 'rollback':
      return { command, because, gradual: true }
    case 'pause':
    case 'abort':
    case 'kill':
      return { command, because }
  }
}
