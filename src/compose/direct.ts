import { dirname, resolve } from 'node:path'
import { type AdminClient, adminClient } from '../adapters/gateway/admin-client.ts'
import type { Desired } from '../core/traffic/desired.ts'
import { NotServable, readBinding } from './binding.ts'

/** What is asked of the gateways past the server, by whoever may reach their sockets. */

const CALL_LIMIT_MS = 1_500

/** `kill --direct`: closes and latches a target at its proxies, without server and database. Throws when one cannot be reached. */
export async function latchDirectly(
  bindingFile: string,
  target: string,
): Promise<readonly { readonly proxy: string; readonly already: boolean; readonly has: Desired }[]> {
  const { environments } = await readBinding(bindingFile)
  const [environment = '', service = ''] = target.split('/')
  const bound = environments[environment]?.targets[service]
  if (bound === undefined) throw new NotServable(`the binding has no target ${target}`)
  return withClient(resolve(dirname(bindingFile), bound.traffic.socket), async (client) => {
    const { already, has } = await client.latch(target)
    return [{ proxy: client.socket, already, has: has.desired }]
  })
}

/** Every gateway that the binding names; `answers` says why one does not, and is null for one that does. */
export async function gatewaysOf(
  bindingFile: string,
): Promise<readonly { readonly socket: string; readonly answers: string | null }[]> {
  const { environments } = await readBinding(bindingFile)
  const targets = Object.values(environments).flatMap((environment) => Object.values(environment.targets))
  const sockets = new Set(targets.map(({ traffic }) => resolve(dirname(bindingFile), traffic.socket)))
  const ask = (socket: string) =>
    withClient(socket, async (client) => ({
      socket,
      answers: await client.status().then(() => null, wordsOf),
    }))
  return Promise.all([...sockets].map(ask))
}

async function withClient<T>(socket: string, ask: (client: AdminClient) => Promise<T>): Promise<T> {
  const client = adminClient({ socket, timeoutMs: CALL_LIMIT_MS })
  try {
    return await ask(client)
  } finally {
    await client.close()
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
