import { asking } from '../../../src/http/client/asking.ts'
import { plain } from './plain.ts'

export { Refused, said } from '../../../src/http/client/asking.ts'
export type { paths } from '../../../src/http/client/schema.d.ts'

let csrf: string | null = null
/** Goes with everything that changes something; the session says it. */
export function rememberCsrf(token: string | null): void {
  csrf = token
}

let askSession: () => Promise<void> = async () => {}
/**
 * How the session of this browser is asked for when the server refuses its token: the cookie is of all tabs, and
 * another one has let somebody in anew. What was refused is then sent once more, under the same Idempotency-Key.
 */
export function renewSessionBy(ask: () => Promise<void>): void {
  askSession = ask
}

const LIMIT_MS = 8_000
/** A command waits for the change's turn. */
const COMMAND_LIMIT_MS = 15_000
/** A file may come by a telephone. */
const UPLOAD_LIMIT_MS = 70_000

/** Asks the server this page came from. */
const within = (limitMs: number) =>
  asking({
    url: '',
    limitMs,
    headers: (method) => (method === 'GET' || csrf === null ? {} : { 'x-csrf-token': csrf }),
    sending: { credentials: 'same-origin', cache: 'no-store' },
    shown: (json) => JSON.stringify(parse(json)),
    renew: async (refused) => {
      const before = csrf
      if (refused.is('csrf')) await askSession()
      return csrf !== null && csrf !== before
    },
  })

export const ask = within(LIMIT_MS)
export const order = within(COMMAND_LIMIT_MS)
export const upload = within(UPLOAD_LIMIT_MS)

/** Everything that is ever shown comes through here. */
export function parse(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? plain(value) : value))
}
