import type { Instant } from '../time/instant.ts'
import type { Verdict } from './basis/verdict.ts'
import type { Kind, Looked } from './check.ts'
import { ci } from './kinds/ci.ts'
import { command } from './kinds/command.ts'
import { dns } from './kinds/dns.ts'
import { file } from './kinds/file.ts'
import { http } from './kinds/http.ts'
import { journey } from './kinds/journey.ts'
import { page } from './kinds/page.ts'
import { prometheus } from './kinds/prometheus.ts'
import { redis } from './kinds/redis.ts'
import { report } from './kinds/report.ts'
import { sarif } from './kinds/sarif.ts'
import { signal } from './kinds/signal.ts'
import { sql } from './kinds/sql.ts'
import { tcp } from './kinds/tcp.ts'
import { ticket } from './kinds/ticket.ts'
import { tls } from './kinds/tls.ts'

/** Every kind of check that there is. */
export const KINDS = {
  http,
  tcp,
  tls,
  dns,
  sql,
  redis,
  command,
  prometheus,
  file,
  report,
  sarif,
  signal,
  page,
  journey,
  ticket,
  ci,
} as const

export type SeenBy<K extends Kind> = Parameters<(typeof KINDS)[K]['judge']>[1]

export function judgeCheck<K extends Kind>(kind: K, at: Looked[K], seen: SeenBy<K>, now: Instant): Verdict {
  const { judge } = KINDS[kind] as { judge(at: Looked[K], seen: SeenBy<K>, now: Instant): Verdict }
  return judge(at, seen, now)
}
