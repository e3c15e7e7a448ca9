import { checkUrl } from '../address/check-variables.ts'
import { tooManyValues } from '../document/bounds.ts'
import { readDocument } from '../document/document.ts'
import {
  type Fault,
  type Finding,
  fault,
  hasErrors,
  isUnder,
  type Path,
  placed,
} from '../document/finding.ts'
import { shape } from '../document/shape.ts'
import { STABLE_LOG } from '../runbook/log-level.ts'
import { checkChecks, checksOf, suitesOf } from '../validation/bind-checks.ts'
import { serviceFaults, serviceOf } from '../validation/service.ts'
import type { Binding, EnvironmentBinding, RunBinding, RunnerBinding, TargetBinding } from './binding.ts'
import { noticeOf } from './channel.ts'
import { checkAddresses } from './check-addresses.ts'
import { checkRun } from './check-command.ts'
import { checkDrills } from './check-drills.ts'
import { listFaults } from './check-lists.ts'
import { checkPolling } from './check-polled.ts'
import { checkPrometheus, checkSignal } from './check-signal.ts'
import { checkSignalChecks } from './check-signal-checks.ts'
import { checkAdmin, checkPaths, checkTraffic } from './check-traffic.ts'
import { sinkFaults, sinkOf, type WrittenSinks } from './checkpoint-sinks.ts'
import { type ReadBeside, withSlo } from './openslo-signal.ts'
import { databaseOf } from './polled-signal.ts'
import {
  bindingSchema,
  type WrittenBinding,
  type WrittenEnvironment,
  type WrittenRun,
  type WrittenTarget,
} from './schema.ts'
import { prometheusOf, signalOf } from './signal-binding.ts'
import { trafficOf } from './traffic-binding.ts'

export type BindingParse = { readonly binding: Binding } | { readonly findings: readonly Finding[] }

/** A binding of a hundred targets, each with everything there is, has some 10,000. */
const MOST_VALUES = 50_000

/**
 * Reads `cutwater.yaml`, and by `beside` the files that it names. All faults at once; secrets stay names.
 */
export function parseBinding(text: string, file: string, beside: ReadBeside = NOTHING_BESIDE): BindingParse {
  const read = readDocument(text, file)
  if ('findings' in read) return read
  const { document } = read
  const large = tooManyValues(document.root, MOST_VALUES)
  if (large.length > 0) return { findings: placed(large, document.locate) }
  const shaped = shape(bindingSchema, document.root)
  const whole = shaped.value === null ? null : withSlos(shaped.value, beside)
  const checked =
    whole === null
      ? []
      : [...whole.faults, ...check(whole.binding)]
          .map((fault) => ({ ...fault, path: shaped.original(fault.path) }))
          .filter((fault) => !isAboutHole(fault, shaped.leftOut))
  const findings = placed([...shaped.faults, ...checked], document.locate)
  if (whole === null || hasErrors(findings)) return { findings }
  const environments = Object.entries(whole.binding.environments).map(([name, written]) => [
    name,
    environmentOf(written),
  ])
  const { lists, adminTls, checkpoints } = whole.binding
  return {
    binding: {
      environments: Object.fromEntries(environments),
      ...(lists === undefined ? {} : { lists }),
      ...(adminTls === undefined ? {} : { adminTls }),
      ...(checkpoints === undefined ? {} : { checkpoints: sinksOf(checkpoints) }),
    },
  }
}

const NOTHING_BESIDE: ReadBeside = () => ({ wrong: 'no other file is read here' })

/** With every SLO that a signal refers to; a signal whose SLO cannot be used is left out, and its fault is there. */
function withSlos(
  binding: WrittenBinding,
  beside: ReadBeside,
): { readonly binding: WrittenBinding; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const environments = Object.entries(binding.environments).map(([name, environment]) => {
    const signals = Object.entries(environment.signals ?? {}).flatMap(([signal, written]) => {
      const read = withSlo(['environments', name, 'signals', signal], written, beside)
      faults.push(...read.faults)
      return read.faults.length > 0 ? [] : [[signal, read.signal] as const]
    })
    return [name, { ...environment, signals: Object.fromEntries(signals) }] as const
  })
  return { binding: { ...binding, environments: Object.fromEntries(environments) }, faults }
}

/** That a Prometheus or a database is missing would be noise where it was left out for what is wrong with it. */
function isAboutHole({ code, path }: Fault, leftOut: readonly Path[]): boolean {
  const source = [...path.slice(0, 2), path.at(-1) === 'database' ? 'databases' : 'prometheus']
  const most = source.length + (path.at(-1) === 'database' ? 1 : 0)
  return code === 'unbound' && leftOut.some((hole) => hole.length <= most && isUnder(hole, source))
}

const sinksOf = (written: WrittenSinks): Binding['checkpoints'] & object =>
  Object.fromEntries(Object.entries(written).map(([name, sink]) => [name, sinkOf(sink)]))

function check({ environments, lists = {}, adminTls, checkpoints = {} }: WrittenBinding): readonly Fault[] {
  return [
    ...sinkFaults(['checkpoints'], checkpoints),
    ...Object.entries(environments).flatMap(([name, { targets = {} }]) =>
      Object.entries(targets).flatMap(([target, { traffic }]) =>
        checkAdmin(['environments', name, 'targets', target, 'traffic'], traffic, adminTls !== undefined),
      ),
    ),
    ...Object.entries(environments).flatMap(([name, environment]) =>
      checkEnvironment(['environments', name], name, environment),
    ),
    ...Object.entries(lists).flatMap(([name, lines]) => listFaults(['lists', name], lines)),
  ]
}

function checkEnvironment(path: Path, name: string, environment: WrittenEnvironment): readonly Fault[] {
  const faults: Fault[] = []
  if (name === 'production' && environment.allowPace === true)
    faults.push(
      fault([...path, 'allowPace'], 'pace', 'production runs in real time', 'remove allowPace here'),
    )
  faults.push(...checkDrills(path, name, environment), ...checkAddresses(path, environment.targets))
  for (const [target, of] of Object.entries(environment.targets ?? {})) {
    const place = [...path, 'targets', target]
    faults.push(...checkTraffic([...place, 'traffic'], of.traffic))
    faults.push(...checkPaths([...place, 'paths'], of.traffic, of.paths))
    if (of.deploy !== undefined) faults.push(...checkRun([...place, 'deploy'], of.deploy))
    if (of.undeploy !== undefined) faults.push(...checkRun([...place, 'undeploy'], of.undeploy))
    if (of.logging !== undefined) faults.push(...checkRun([...place, 'logging', 'set'], of.logging.set))
    for (const [i, push] of (of.flags ?? []).entries())
      faults.push(...checkUrl([...place, 'flags', i, 'url'], push.url, ['FLAG']))
    for (const side of ['blue', 'green'] as const)
      if (of.sides[side].includes('${'))
        faults.push(
          fault(
            [...place, 'sides', side],
            'input-in-command',
            'nothing is filled in here',
            'write the URL itself',
          ),
        )
  }
  for (const [action, run] of Object.entries(environment.actions ?? {}))
    faults.push(...checkRun([...path, 'actions', action], run))
  if (environment.prometheus !== undefined)
    faults.push(...checkPrometheus([...path, 'prometheus'], environment.prometheus))
  for (const [database, of] of Object.entries(environment.databases ?? {}))
    faults.push(...checkPolling([...path, 'databases', database], of))
  for (const [signal, of] of Object.entries(environment.signals ?? {}))
    faults.push(
      ...checkSignal([...path, 'signals', signal], of, environment.prometheus, environment.databases),
    )
  faults.push(...checkChecks(path, environment), ...checkSignalChecks(path, environment))
  for (const [service, of] of Object.entries(environment.services ?? {}))
    faults.push(...serviceFaults([...path, 'services', service], of))
  const channels = (environment.notices ?? []).map(({ channel }) => channel)
  for (const [i, channel] of channels.entries())
    if (channels.indexOf(channel) !== i)
      faults.push(
        fault(
          [...path, 'notices', i, 'channel'],
          'duplicate-name',
          `there is another channel ${channel}`,
          'give it another name',
        ),
      )
  return faults
}

function environmentOf(written: WrittenEnvironment): EnvironmentBinding {
  const targets = Object.entries(written.targets ?? {}).map(([name, of]) => {
    const traffic = trafficOf(of.traffic, name)
    const flags = (of.flags ?? []).map(({ method = 'POST', url, token = null }) => ({ method, url, token }))
    return [
      name,
      {
        traffic,
        sides: of.sides,
        ...(of.addresses === undefined ? {} : { addresses: of.addresses }),
        deploy: runOf(of.deploy),
        undeploy: runOf(of.undeploy),
        ...loggingOf(of.logging),
        keepWarmMs: of.keepWarm ?? null,
        flags,
        ...(of.paths === undefined ? {} : { paths: of.paths }),
      },
    ] as const
  })
  return {
    allowPace: written.allowPace ?? false,
    ...(written.drills === undefined ? {} : { drills: written.drills }),
    targets: Object.fromEntries(targets),
    actions: Object.fromEntries(
      Object.entries(written.actions ?? {}).map(([name, run]) => [name, boundRun(run)]),
    ),
    prometheus: prometheusOf(written.prometheus),
    databases: Object.fromEntries(
      Object.entries(written.databases ?? {}).map(([name, of]) => [name, databaseOf(of)]),
    ),
    signals: Object.fromEntries(
      Object.entries(written.signals ?? {}).map(([name, signal]) => [name, signalOf(signal)]),
    ),
    checks: checksOf(written.checks),
    suites: suitesOf(written.suites),
    ...(written.incidents === undefined ? {} : { incidents: written.incidents }),
    services: Object.fromEntries(
      Object.entries(written.services ?? {}).map(([name, service]) => [name, serviceOf(service)]),
    ),
    notices: (written.notices ?? []).map(noticeOf),
  }
}

const loggingOf = (written: WrittenTarget['logging']): Pick<TargetBinding, 'logging'> =>
  written === undefined
    ? {}
    : { logging: { set: boundRun(written.set), stable: written.stable ?? STABLE_LOG } }

const runOf = (written: WrittenRun | undefined): RunBinding | null =>
  written === undefined ? null : boundRun(written)

function boundRun(written: WrittenRun): RunBinding {
  return { run: runnerOf(written), timeLimitMs: written.timeLimit ?? null }
}

function runnerOf(written: WrittenRun): RunnerBinding {
  if (written.http !== undefined) {
    const { method = 'POST', url, headers = {}, expect = [200, 201, 202, 204] } = written.http
    return { run: 'http', method, url, headers, expect }
  }
  const { command = [], cwd = null, passEnv = ['PATH'], env = {}, grace = 5000 } = written
  return { run: 'command', command, cwd, passEnv, env, graceMs: grace }
}
