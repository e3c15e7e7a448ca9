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
import { readBinding } from './binding.ts'

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
      const signals = probed(
        bound,
        uses.filter(({ environment }) => environment === name),
      )
      if (bound.prometheus === null || signals.length === 0) return []
      const place: Path = ['environments', name]
      const { prometheus } = bound
      const remarks = await probeSignals({ prometheus, signals, secrets }, limit).catch((error: unknown) => {
        if (!limit.aborted) throw error
        return [TOO_LONG]
      })
      return remarks.map((remark) => faultOf(remark, place))
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

/**
 * Every signal that a Prometheus measures, asked once, for commands that look at the binding alone. Empty without
 * any.
 */
export async function examinePrometheus(
  bindingFile: string,
): Promise<readonly { readonly good: boolean; readonly says: string }[]> {
  const text = await readFile(bindingFile, 'utf8')
  const binding = await readBinding(bindingFile)
  const measuring = Object.values(binding.environments).flatMap(({ prometheus, signals }) => {
    const count = Object.values(signals).filter(({ source }) => source === 'prometheus').length
    return prometheus === null || count === 0 ? [] : [{ url: prometheus.url, count }]
  })
  const findings = await askForSignals({
    file: bindingFile,
    path: bindingFile,
    text,
    binding,
    uses: everySignal(binding),
  })
  return findings.length === 0
    ? measuring.map(({ url, count }) => ({ good: true, says: `${url} measures ${count} signals` }))
    : findings.map(({ line, message, remedy }) => ({
        good: false,
        says: `line ${line}: ${message}; ${remedy}`,
      }))
}

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
