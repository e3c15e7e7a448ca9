import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { journeyLook } from '../adapters/browser/journey-look.ts'
import { pageLook } from '../adapters/browser/page-look.ts'
import { SharedBrowser } from '../adapters/browser/shared-browser.ts'
import { ciLook } from '../adapters/checks/ci.ts'
import { dnsLook } from '../adapters/checks/dns.ts'
import { fileLook } from '../adapters/checks/file.ts'
import { httpLook } from '../adapters/checks/http.ts'
import { sarifLook } from '../adapters/checks/sarif.ts'
import { tcpLook } from '../adapters/checks/tcp.ts'
import { ticketLook } from '../adapters/checks/ticket.ts'
import { tlsLook } from '../adapters/checks/tls.ts'
import { prometheusLook } from '../adapters/prometheus/look.ts'
import { openSecrets } from '../adapters/secrets/secrets.ts'
import { commandLook } from '../adapters/shell/look.ts'
import { sqlLook } from '../adapters/sql-signals/look.ts'
import type { EnvironmentBinding } from '../core/binding/binding.ts'
import type { Check, Kind } from '../core/validation/check.ts'
import type { CheckResult } from '../core/validation/result.ts'
import type { Clock } from '../ports/clock.ts'
import type { Look, Looks } from '../ports/look.ts'
import type { Secrets } from '../ports/secrets.ts'
import { type CheckRun, runChecks } from '../runtime/validation/run-checks.ts'
import { type SignalsNow, signalLook } from './signal-look.ts'

export type LookParts = {
  /** The directory of the binding file: its paths start there. */
  readonly at: string
  readonly secrets: Secrets
  readonly clock: Pick<Clock, 'now'>
  /** What signals of the environment show. */
  readonly signals: SignalsNow
}

/** Who looks, for each kind of check. */
export function looksOf(
  { prometheus }: Pick<EnvironmentBinding, 'prometheus'>,
  { at, secrets, clock, signals }: LookParts,
): Looks {
  const browser = new SharedBrowser(process.env)
  return {
    http: httpLook(secrets),
    tcp: tcpLook,
    tls: tlsLook(at),
    dns: dnsLook,
    sql: sqlLook(secrets),
    redis: lazily(async () => {
      const { redisLook } = await import('../adapters/checks/redis.ts')
      return redisLook(secrets, () => crypto.randomUUID())
    }),
    command: commandLook(at, secrets),
    prometheus: prometheus === null ? NO_PROMETHEUS : prometheusLook({ prometheus, secrets, clock }),
    file: fileLook(at),
    report: lazily(async () => (await import('../adapters/checks/report.ts')).reportLook(at)),
    sarif: sarifLook(at),
    signal: signalLook(signals),
    ticket: ticketLook(secrets),
    ci: ciLook(secrets),
    page: pageLook(browser),
    journey: journeyLook(browser, at, secrets),
  }
}

/**
 * What brings hundreds of modules for one kind of check is loaded with the first such check: a server or command that
 * looks at none starts without them.
 */
function lazily<K extends Kind>(load: () => Promise<Look<K>>): Look<K> {
  let loading: Promise<Look<K>> | undefined
  return async (at, limits) => {
    loading ??= load().catch((error: unknown) => {
      // What was away, as while a package is replaced, may be there the next time.
      loading = undefined
      throw error
    })
    const look = await loading
    return look(at, limits)
  }
}

/** A binding with such a check and without a Prometheus is not read. */
const NO_PROMETHEUS: Look<'prometheus'> = async () => ({ unable: 'the environment has no Prometheus' })

type Direct = Pick<CheckRun, 'clock' | 'signal' | 'onResult'> & Pick<LookParts, 'signals'>

/** For commands that look by themselves, with the secrets beside the binding. Signals are what a server knows. */
export async function runChecksDirectly(
  bindingFile: string,
  bound: EnvironmentBinding,
  checks: readonly Check[],
  { signals, ...run }: Direct,
): Promise<readonly CheckResult[]> {
  const at = dirname(resolve(bindingFile))
  const secrets = openSecrets({ env: process.env, dir: join(at, 'secrets') })
  return runChecks(checks, {
    ...run,
    looks: looksOf(bound, { at, secrets, clock: run.clock, signals }),
    redact: secrets.redact,
  })
}
