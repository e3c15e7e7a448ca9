import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { type Probed, probeSignals } from '../adapters/prometheus/probe.ts'
import type { ProbedSignal } from '../adapters/prometheus/probed.ts'
import { openSecrets } from '../adapters/secrets/secrets.ts'
import type { Binding, EnvironmentBinding } from '../core/binding/binding.ts'
import { readDocument } from '../core/document/document.ts'
import { type Fault, type Finding, inOrder, type Path } from '../core/document/finding.ts'
import type { SignalUse } from '../core/plan/compile/signal-uses.ts'
import { probePolled } from '../ports/probe-polled.ts'
import { SourceFault } from '../ports/source-fault.ts'
import { readBinding } from './binding.ts'
import { signalsOf } from './bound-signals.ts'
import { type PolledParts, polledSourcesOf } from './polled-sources.ts'

/** Everything together, however many expressions there are. */
const PROBE_LIMIT_MS = 15_000

const TOO_LONG: Probed = {
  at: null,
  severity: 'warning',
  code: 'not-asked',
  message: `Prometheus did not answer all expressions within ${PROBE_LIMIT_MS / 1000} s`,
  remedy: 'ask it when it has less to do, or look without it by --offline',
}

export type SignalProbe = {
  /** As a person named it: findings point there. */
  readonly file: string
  readonly path: string
  readonly text: string
  readonly binding: Binding
  readonly uses: readonly SignalUse[]
}

/**
 * Asks the Prometheus of each environment for the signals that are used, and says in the binding's own lines what is
 * not right.
 */
export async function askForSignals(probe: SignalProbe): Promise<readonly Finding[]> {
  const { binding, uses, file, path, text } = probe
  const secrets = openSecrets({ env: process.env, dir: join(dirname(resolve(path)), 'secrets') })
  const limit = AbortSignal.timeout(PROBE_LIMIT_MS)
  const faults = await Promise.all(
    Object.entries(binding.environments).map(async ([name, bound]): Promise<readonly Fault[]> => {
      const its = uses.filter(({ environment }) => environment === name)
      const polled = await polledFaults(name, bound, its, { secrets, clock: { now: Date.now }, limit })
      const signals = probed(bound, its)
      if (bound.prometheus === null || signals.length === 0) return polled
      const place: Path = ['environments', name]
      const { prometheus } = bound
      const remarks = await probeSignals({ prometheus, signals, secrets }, limit).catch((error: unknown) => {
        if (!limit.aborted) throw error
        return [TOO_LONG]
      })
      return [...polled, ...remarks.map((remark) => faultOf(remark, place))]
    }),
  )
  const read = readDocument(text, file)
  return 'findings' in read ? read.findings : inOrder(faults.flat().map(read.document.locate))
}

function probed(
  { signals, targets }: EnvironmentBinding,
  uses: readonly SignalUse[],
): readonly ProbedSignal[] {
  return uses.flatMap(({ signal: name, targets: named, bounds }) => {
    const bound = Object.hasOwn(signals, name) ? signals[name] : undefined
    if (bound?.source !== 'prometheus') return []
    return [{ name, bound, bounds, targets: named.filter((target) => Object.hasOwn(targets, target)) }]
  })
}

function faultOf({ at, severity, code, message, remedy }: Probed, place: Path): Fault {
  return at === null || at === 'scrape'
    ? { path: [...place, 'prometheus', at ?? 'url'], at: 'value', severity, code, message, remedy }
    : {
        path: [...place, 'signals', at.signal, 'prometheus', at.key],
        at: 'value',
        severity,
        code,
        message: `${at.signal}: ${message}`,
        remedy,
      }
}

/** What databases and addresses answer now, for each signal that is used, in the lines that ask it. */
async function polledFaults(
  environment: string,
  bound: EnvironmentBinding,
  uses: readonly SignalUse[],
  { limit, ...parts }: PolledParts & { readonly limit: AbortSignal },
): Promise<readonly Fault[]> {
  const asked = polledSourcesOf(environment, bound, parts).map(async ({ polled, signals }) => {
    const faults: Fault[] = []
    for (const { signal, targets } of uses) {
      const its = Object.hasOwn(signals, signal) ? signals[signal] : undefined
      if (its === undefined) continue
      const those = targets.filter((target) => Object.hasOwn(bound.targets, target))
      const question = { environment, signal, targets: those }
      const found = limit.aborted ? [TOO_LATE] : await probePolled(polled, question, parts.clock.now())
      for (const { kind, message } of found)
        faults.push({
          path: ['environments', environment, 'signals', signal, its.source],
          at: 'key',
          severity: kind === 'wrong' || kind === 'access' ? 'error' : 'warning',
          code: CODES[kind],
          message: `${signal}: ${message}`,
          remedy: REMEDIES[kind],
        })
    }
    return faults
  })
  return (await Promise.all(asked)).flat()
}

const TOO_LATE = new SourceFault('slow', `was not asked: the others took ${PROBE_LIMIT_MS / 1000} s`)

const CODES = {
  away: 'not-asked',
  slow: 'not-asked',
  wrong: 'bad-query',
  access: 'access',
  empty: 'no-data',
} as const
const REMEDIES = {
  away: 'see to it before a change depends on it, or look without it by --offline',
  slow: 'make it quicker, or give it a longer timeLimit',
  wrong: 'correct it: without it there is no data, and no stage passes',
  access: 'give it an account that may read this, and nothing more',
  empty: 'look whether there is anything to measure yet',
} as const

/**
 * Every signal that is not the gateways', asked once of its source, for commands that look at the binding alone. Empty
 * without any.
 */
export async function examineSignals(bindingFile: string): Promise<readonly ExaminedSignals[]> {
  const text = await readFile(bindingFile, 'utf8')
  const binding = await readBinding(bindingFile)
  const findings = await askForSignals({
    file: bindingFile,
    path: bindingFile,
    text,
    binding,
    uses: everySignal(binding),
  })
  if (findings.length > 0)
    return findings.map(({ line, message, remedy }) => ({
      good: false,
      says: `line ${line}: ${message}; ${remedy}`,
    }))
  return Object.entries(binding.environments).flatMap(([name, bound]) => {
    const count = (those: object) => Object.keys(those).length
    const measured = count(signalsOf(bound, 'prometheus'))
    return [
      ...(bound.prometheus === null || measured === 0
        ? []
        : [{ good: true, says: `${bound.prometheus.url} measures ${measured} signals` }]),
      ...polledSourcesOf(name, bound, { secrets: NO_SECRETS, clock: { now: Date.now } }).map(
        ({ title, signals }) => ({ good: true, says: `${title} measures ${count(signals)} signals` }),
      ),
    ]
  })
}

export type ExaminedSignals = { readonly good: boolean; readonly says: string }

/** For what is only counted, and not asked. */
const NO_SECRETS = { get: () => '', redact: (text: string) => text }

/** Every signal of a binding on every target that it names, for commands that look at the binding alone. */
function everySignal({ environments }: Binding): readonly SignalUse[] {
  return Object.entries(environments).flatMap(([environment, { signals, targets }]) =>
    Object.keys(signals).map((signal) => ({
      environment,
      signal,
      targets: Object.keys(targets),
      bounds: [],
    })),
  )
}
