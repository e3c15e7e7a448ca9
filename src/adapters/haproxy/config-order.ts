import type { VisitorCookie } from '../../core/traffic/visitor-cookie.ts'

/** What one HAProxy has to load, so that it splits these targets. Paths are absolute, addresses are ADDRESS:PORT. */
export type HaproxyConfigOrder = {
  /** A path, HOST:PORT, or tls://HOST:PORT. */
  readonly socket: string
  /** Where servers on other machines are obeyed; for a socket that is tls://, and for no other. */
  readonly admin?: AdminChannel
  /** Who owns a socket that is a path; null for the user who starts HAProxy. */
  readonly socketUser: string | null
  readonly targets: readonly ConfiguredTarget[]
  /** Makes visitors without an id the same subject on every proxy that has the same secret. */
  readonly cookieSecretFile: string
  readonly cookie: VisitorCookie
  /** Addresses and CIDR ranges of peers whose identity and canary headers are believed. */
  readonly trusted: readonly string[]
  readonly userHeader: string
  readonly segmentHeader: string
  /** Asked of each server; null only connects to it. */
  readonly healthPath: string | null
  /**
   * What maintenance lets through all the same, and where HAProxy itself says whether there is any; absent for
   * nothing.
   */
  readonly maintenance?: {
    readonly healthPath: string | null
    readonly allowPaths: readonly string[]
    readonly allowSegments: readonly string[]
    readonly allowAddresses: readonly string[]
  }
  /** Where Prometheus may ask; null for nowhere. */
  readonly metrics: string | null
}

export type AdminChannel = {
  /** ADDRESS:PORT */
  readonly listen: string
  /** PEM with certificate and key. */
  readonly certificate: string
  /** Who signs the certificates of the servers. */
  readonly ca: string
  /** Which of those were revoked. */
  readonly revoked: string | null
  /** Common names of the servers. */
  readonly names: readonly string[]
}

export type ConfiguredTarget = {
  /** ENVIRONMENT/SERVICE */
  readonly target: string
  readonly backend: string
  readonly maps: string
  readonly sides: { readonly blue: string; readonly green: string }
  /** Where users come in; null when a frontend of your own leads to the backend. */
  readonly listen: Entrance | null
}

export type Entrance = {
  readonly at: string
  /** Of an address that several share: /health is this path alone, /api/v1/* all below it. Empty takes the rest. */
  readonly paths: readonly string[]
}
