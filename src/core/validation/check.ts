import type { Millis } from '../time/instant.ts'
import type { CiCheck } from './kinds/ci.ts'
import type { CommandCheck } from './kinds/command.ts'
import type { DnsCheck } from './kinds/dns.ts'
import type { FileCheck } from './kinds/file.ts'
import type { HttpCheck } from './kinds/http.ts'
import type { JourneyCheck } from './kinds/journey.ts'
import type { PageCheck } from './kinds/page.ts'
import type { PrometheusCheck } from './kinds/prometheus.ts'
import type { RedisCheck } from './kinds/redis.ts'
import type { ReportCheck } from './kinds/report.ts'
import type { SarifCheck } from './kinds/sarif.ts'
import type { SignalCheck } from './kinds/signal.ts'
import type { SqlCheck } from './kinds/sql.ts'
import type { TcpCheck } from './kinds/tcp.ts'
import type { TicketCheck } from './kinds/ticket.ts'
import type { TlsCheck } from './kinds/tls.ts'

/** What is looked at, by kind. */
export type Looked = {
  readonly http: HttpCheck
  readonly tcp: TcpCheck
  readonly tls: TlsCheck
  readonly dns: DnsCheck
  readonly sql: SqlCheck
  readonly redis: RedisCheck
  readonly command: CommandCheck
  readonly prometheus: PrometheusCheck
  readonly file: FileCheck
  readonly report: ReportCheck
  readonly sarif: SarifCheck
  readonly signal: SignalCheck
  readonly page: PageCheck
  readonly journey: JourneyCheck
  readonly ticket: TicketCheck
  readonly ci: CiCheck
}

export type Kind = keyof Looked

export type Check = {
  readonly name: string
  /** What people call it. */
  readonly title: string
  readonly look: { readonly [K in Kind]: { readonly kind: K; readonly at: Looked[K] } }[Kind]
  readonly timeLimitMs: Millis
  /** Whether a quick look includes it. */
  readonly quick: boolean
  /** Whether a suite passes only when it does. */
  readonly required: boolean
  /** Of one that is looked at for a change, and asks a target of it; absent: it goes where it says. */
  readonly led?: Led
}

/**
 * `on`: which version was asked, `v2.1.0 (green)`. `asEver`: why it goes where it says. `unable`: why it is not asked.
 */
export type Led =
  | { readonly on: string; readonly target: string }
  | { readonly asEver: string }
  | { readonly unable: string }

/** Checks that are looked at together. */
export type Suite = { readonly name: string; readonly title: string; readonly checks: readonly string[] }
