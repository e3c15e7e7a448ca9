import pg from 'pg'
import { whyNot } from '../../../core/database/choose-host.ts'
import { type DatabaseHost, hostWords } from '../../../core/database/host-list.ts'
import { tlsOptions } from './files.ts'
import type { Hosts } from './hosts.ts'
import { lookAt } from './look.ts'
import { NotConnected, notConnectedTo } from './not-connected.ts'

/** A host that is gone without a word is noticed on a connection that lies idle, within about ten more seconds. */
const KEEP_ALIVE_AFTER_MS = 10_000

export const hostClient = (hosts: Hosts, config: pg.ClientConfig, only?: DatabaseHost): HostClient =>
  new HostClient(hosts, config, only)

/**
 * A connection to the host that is used, or to `only` one of them, whatever that is. The driver knows one host, and a
 * client of its connects once: which one it leads to is decided when it connects, and certificates and the password are
 * read then. It fails as `NotConnected`.
 */
export class HostClient extends pg.Client {
  readonly #hosts: Hosts
  readonly #only: DatabaseHost | null
  readonly #shown: { password: string | null }

  constructor(hosts: Hosts, config: pg.ClientConfig, only: DatabaseHost | null = null) {
    const { url } = hosts
    const shown: { password: string | null } = { password: null }
    super({
      application_name: url.applicationName ?? 'cutwater',
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      ...config,
      host: url.hosts[0].host,
      port: url.hosts[0].port,
      user: url.user ?? undefined,
      database: url.database ?? undefined,
      password: passwordFor(hosts, shown),
      options: url.options ?? undefined,
      ssl: url.tls !== null,
      ...(url.tls?.isDirect === true ? { sslnegotiation: 'direct' } : {}),
      connectionTimeoutMillis: url.connectLimitMs,
    })
    this.#hosts = hosts
    this.#only = only
    this.#shown = shown
    // A broken connection also fails the query that is under way; without a listener it would end the process.
    this.on('error', () => undefined)
  }

  override connect(): Promise<pg.Client>
  override connect(done: (error: Error | null, client?: pg.Client) => void): void
  override connect(done?: (error: Error | null, client?: pg.Client) => void): Promise<pg.Client> | undefined {
    const connecting = this.#connect()
    if (done === undefined) return connecting
    void connecting.then(
      () => done(null, this),
      (error: Error) => done(error),
    )
    return undefined
  }

  async #connect(): Promise<pg.Client> {
    const hosts = this.#hosts
    const host = this.#only ?? (await hosts.current())
    const limitMs = hosts.url.connectLimitMs
    try {
      // Ended by the pool, which has waited long enough, while the host was looked for.
      if (this.connection.stream.destroyed) throw new Error('timeout expired')
      this.#leadTo(host)
      await super.connect()
      if (this.#only === null) await this.#settleFor(host, limitMs)
      return this
    } catch (error) {
      this.connection.stream.destroy()
      if (error instanceof NotConnected) throw error
      throw notConnectedTo(host, error, limitMs, this.#shown.password)
    }
  }

  #leadTo({ host, port }: DatabaseHost): void {
    const { tls } = this.#hosts.url
    if (host !== '') this.host = host
    this.port = port
    // What the driver reads when the host has said that it speaks TLS.
    if (tls !== null) Object.assign(this.connection, { ssl: tlsOptions(tls) })
  }

  async #settleFor(host: DatabaseHost, limitMs: number): Promise<void> {
    const hosts = this.#hosts
    const wanted = hosts.url.session
    const role = wanted === 'any' ? null : await lookAt(this, limitMs)
    const fault = role === null ? null : whyNot(role, wanted, hosts.newest())
    if (fault !== null) throw new NotConnected(`${hostWords(host)}: ${fault}`, { code: READ_ONLY })
    if (!hosts.keeps(host, role, this))
      throw new NotConnected(`${hostWords(host)} is no longer the host of the database`)
  }
}

/** SQLSTATE of what a standby says to a write. */
const READ_ONLY = '25006'

/** Asked for when the host wants one, so that the file is read then. */
function passwordFor(hosts: Hosts, shown: { password: string | null }): string | (() => string) | undefined {
  const { password, url } = hosts
  if (password === null) return url.password ?? undefined
  return () => {
    shown.password = password()
    return shown.password
  }
}
