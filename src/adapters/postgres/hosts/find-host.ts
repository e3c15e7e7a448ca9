import process from 'node:process'
import type pg from 'pg'
import { chooseHost, type Kept, type Seen, whyNot } from '../../../core/database/choose-host.ts'
import { readDatabaseUrl } from '../../../core/database/database-url.ts'
import { type DatabaseHost, hostWords, isSameHost } from '../../../core/database/host-list.ts'
import { UrlRefused } from '../../../core/database/url-refused.ts'
import { passwordIn } from './files.ts'
import { hostClient } from './host-client.ts'
import type { DatabaseAccess, DatabaseAt, Hosts } from './hosts.ts'
import { lookAt } from './look.ts'
import { becauseOf, codeFor, NotConnected } from './not-connected.ts'

/**
 * Throws `UrlRefused`. `tell` hears when another host is used from then on; it happens while something connects, and
 * ends what was open at the one before: never are two in use at once.
 */
export function hostsOf(at: DatabaseAt, tell: (sentence: string) => void = () => undefined): Hosts {
  if (typeof at === 'object' && 'current' in at) return at
  const { url: text, passwordFile }: DatabaseAccess = typeof at === 'string' ? { url: at } : at
  const url = readDatabaseUrl(text, process.env.PGSSLMODE || null)
  if (passwordFile !== undefined && url.password !== null)
    throw new UrlRefused(
      'the database has a password in its URL and another in DATABASE_PASSWORD_FILE',
      'leave one of them out',
    )
  const password = passwordFile === undefined ? null : () => passwordIn(passwordFile)
  const open = new Map<pg.Client, DatabaseHost>()
  const isAlone = url.hosts.length === 1
  let kept: Kept | null = isAlone ? { host: url.hosts[0], timeline: null } : null
  let finding: Promise<Kept> | null = null

  async function find(): Promise<Kept> {
    const seen = await Promise.all(url.hosts.map((host) => seenAt(host, hosts)))
    const chosen = chooseHost(
      seen.map(({ host, role }) => ({ host, role })),
      url.session,
      kept,
    )
    if ('refused' in chosen) {
      const code = seen.find(({ role }) => role.is === 'away')?.code ?? '25006'
      throw new NotConnected(`no host of the database takes writes: ${chosen.refused}`, { code })
    }
    move(chosen, seen)
    return chosen
  }

  function move(next: Kept, seen: readonly Seen[]): void {
    const before = kept
    kept = next
    if (before === null || isSameHost(before.host, next.host)) return
    const role = seen.find(({ host }) => isSameHost(host, before.host))?.role
    const why = role === undefined ? null : whyNot(role, url.session, next.timeline)
    const former = `${hostWords(before.host)}${why === null ? '' : `: ${why}`}`
    tell(`the database is ${hostWords(next.host)} from now on, and no longer ${former}`)
    for (const [client, host] of open) if (!isSameHost(host, next.host)) client.connection.stream.destroy()
  }

  /** Everything that looks for a host at the same time finds the same. */
  const found = (): Promise<Kept> => {
    finding ??= find().finally(() => {
      finding = null
    })
    return finding
  }

  async function isWorthAnother(error: unknown, usedThen: DatabaseHost | null): Promise<boolean> {
    if (!(error instanceof NotConnected)) return false
    if (password !== null && error.wasRefusedAnother(password)) return true
    if (isAlone) return false
    // Somebody else has found it meanwhile.
    if (usedThen !== null && kept !== null && !isSameHost(usedThen, kept.host)) return true
    await found()
    return true
  }

  const hosts: Hosts = {
    url,
    password,
    current: async () => (kept ?? (await found())).host,
    keeps(host, role, client) {
      if (kept !== null && !isSameHost(kept.host, host)) return false
      open.set(client, host)
      client.once('end', () => open.delete(client))
      if (role?.is === 'primary' && role.timeline !== null) kept = { host, timeline: role.timeline }
      return true
    },
    newest: () => kept?.timeline ?? null,
    doubt() {
      // What none of them answers is said by the next that connects.
      if (!isAlone) void found().catch(() => undefined)
    },
    async tried(connect) {
      const usedThen = kept?.host ?? null
      try {
        return await connect()
      } catch (error) {
        if (!(await isWorthAnother(error, usedThen))) throw error
        return connect()
      }
    },
  }
  return hosts
}

type SeenWithCode = Seen & { readonly code: string | null }

/** One host, by a connection of its own that is closed again. */
export async function seenAt(host: DatabaseHost, hosts: Hosts): Promise<SeenWithCode> {
  const limitMs = hosts.url.connectLimitMs
  const client = hostClient(hosts, { query_timeout: limitMs }, host)
  try {
    await client.connect()
    const role = await lookAt(client, limitMs)
    // Not waited for: its end may get lost on the way.
    void client.end().catch(() => undefined)
    return { host, role, code: null }
  } catch (error) {
    client.connection.stream.destroy()
    const cause = error instanceof NotConnected ? error.cause : error
    return { host, role: { is: 'away', because: becauseOf(cause, limitMs) }, code: codeFor(cause) }
  }
}
