import { didYouMean } from '../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import type { Millis } from '../time/instant.ts'
import type { Check, Kind, Suite } from './check.ts'
import { KINDS } from './kinds.ts'
import { CHECK_LIMIT_MS, type WrittenCheck, type WrittenSuite } from './schema.ts'

const LIMIT_MOST_MS: Millis = 600_000

type Written = {
  readonly checks?: Readonly<Record<string, WrittenCheck>> | undefined
  readonly suites?: Readonly<Record<string, WrittenSuite>> | undefined
  readonly prometheus?: unknown
  readonly incidents?: string | undefined
}

/** `path` is that of the environment. */
export function checkChecks(
  path: Path,
  { checks = {}, suites = {}, prometheus, incidents }: Written,
): readonly Fault[] {
  const known = Object.keys(checks)
  const at = [...path, 'incidents']
  return [
    ...(incidents === undefined || known.includes(incidents)
      ? []
      : [fault(at, 'unbound', `the environment has no check ${incidents}`, didYouMean(incidents, known))]),
    ...Object.entries(checks).flatMap(([name, check]) =>
      checkFaults([...path, 'checks', name], check, prometheus !== undefined),
    ),
    ...Object.entries(suites).flatMap(([name, { checks: named }]) =>
      named.flatMap((check, i) => {
        const at = [...path, 'suites', name, 'checks', i]
        if (!known.includes(check))
          return [fault(at, 'unbound', `the environment has no check ${check}`, didYouMean(check, known))]
        return named.indexOf(check) === i
          ? []
          : [fault(at, 'duplicate-name', `${check} is in this suite already`, 'keep one of them')]
      }),
    ),
  ]
}

function checkFaults(path: Path, written: WrittenCheck, hasPrometheus: boolean): readonly Fault[] {
  const { timeLimit = CHECK_LIMIT_MS } = written
  const limit =
    timeLimit >= 100 && timeLimit <= LIMIT_MOST_MS
      ? []
      : [
          fault(
            [...path, 'timeLimit'],
            'bad-value',
            'a time limit is 100ms to 10m long',
            'write timeLimit: 5s',
          ),
        ]
  const source =
    written.prometheus === undefined || hasPrometheus
      ? []
      : [
          keyFault(
            [...path, 'prometheus'],
            'unbound',
            'the environment has no Prometheus',
            'add prometheus: { url: http://host:9090 } to the environment',
          ),
        ]
  const kind = kindOf(written)
  return kind === null ? limit : [...limit, ...source, ...faultsOf(kind, path, written)]
}

function faultsOf(kind: Kind, path: Path, written: WrittenCheck): readonly Fault[] {
  const { faults } = KINDS[kind] as { faults(path: Path, written: unknown): readonly Fault[] }
  return faults([...path, kind], written[kind])
}

const kindOf = (written: WrittenCheck): Kind | null =>
  (Object.keys(KINDS) as Kind[]).find((kind) => written[kind] !== undefined) ?? null

export function checksOf(
  checks: Readonly<Record<string, WrittenCheck>> = {},
): Readonly<Record<string, Check>> {
  return Object.fromEntries(
    Object.entries(checks).flatMap(([name, written]) => {
      const kind = kindOf(written)
      if (kind === null) return []
      const { bind, timeLimitMs = CHECK_LIMIT_MS } = KINDS[kind] as {
        bind(written: unknown): unknown
        timeLimitMs?: Millis
      }
      const check: Check = {
        name,
        title: written.title ?? name,
        look: { kind, at: bind(written[kind]) } as Check['look'],
        timeLimitMs: written.timeLimit ?? timeLimitMs,
        quick: written.quick ?? false,
        required: written.required ?? true,
      }
      return [[name, check]]
    }),
  )
}

export function suitesOf(
  suites: Readonly<Record<string, WrittenSuite>> = {},
): Readonly<Record<string, Suite>> {
  return Object.fromEntries(
    Object.entries(suites).map(([name, { title, checks }]) => [name, { name, title: title ?? name, checks }]),
  )
}
