import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import { readDocument } from '../../../core/document/document.ts'
import {
  type Fault,
  type Finding,
  fault,
  hasErrors,
  placed,
  warning,
} from '../../../core/document/finding.ts'
import { shape } from '../../../core/document/shape.ts'
import { whyDropped } from '../../../core/traffic/visitor-cookie.ts'
import { gatewayConfigSchema } from './config-schema.ts'
import { isShared, type PemPair } from './listener.ts'
import { plainly, SetupFault } from './setup-fault.ts'

/** What an administrator writes for one gateway, as YAML or JSON. Paths are relative to the file. */
export type GatewayConfig = z.infer<typeof gatewayConfigSchema>

export type ConfigRead = {
  /** Null with an error. */
  readonly config: GatewayConfig | null
  readonly findings: readonly Finding[]
}

/** With its paths made whole. Throws `SetupFault`, which says all that is wrong. */
export async function loadConfig(path: string): Promise<GatewayConfig> {
  const read = parseConfig(await textOf(path), path)
  if (read.config !== null) return withPathsFrom(dirname(resolve(path)), read.config)
  const faults = read.findings.map(
    ({ line, column, message, remedy }) => `line ${line}, column ${column}: ${message}: ${remedy}`,
  )
  throw new SetupFault(
    `The gateway's configuration ${path} is wrong: ${faults.join('; ')}.`,
    `Correct it; cutwater gateway check ${path} shows the same, a line each.`,
  )
}

/** Looks at what a configuration names, its paths made whole. */
type Look = (config: GatewayConfig) => readonly Fault[]

/** All that is wrong with a configuration, each with its place. */
export async function checkConfig(path: string, look: Look): Promise<readonly Finding[]> {
  const at = dirname(resolve(path))
  return parseConfig(await textOf(path), path, (config) => look(withPathsFrom(at, config))).findings
}

export function parseConfig(text: string, file: string, look: Look = () => []): ConfigRead {
  const read = readDocument(text, file)
  if ('findings' in read) return { config: null, findings: read.findings }
  const { root, locate } = read.document
  const { value, faults, original } = shape(gatewayConfigSchema, root)
  const found =
    value === null
      ? []
      : [...checkCookie(value), ...checkMetrics(value), ...checkRoutes(value), ...look(value)]
  const more = found.map((one) => ({ ...one, path: original(one.path) }))
  const findings = placed([...faults, ...more], locate)
  return { config: hasErrors(findings) ? null : value, findings }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new SetupFault(
      `The gateway cannot read its configuration ${path}: ${plainly(cause)}.`,
      'Name the file of a gateway, such as gateway.yaml, that this user may read.',
      { cause },
    )
  }
}

function checkCookie({ cookie }: GatewayConfig): readonly Fault[] {
  const why = whyDropped(cookie)
  return why === null ? [] : [fault(['cookie'], 'bad-value', why, 'add secure: true')]
}

/** Versions and traffic are nothing for everybody who reaches the machine. */
function checkMetrics({ metrics }: GatewayConfig): readonly Fault[] {
  if (metrics === undefined || metrics.tokenFile !== undefined || isLoopback(metrics.listen)) return []
  const remedy = 'listen on 127.0.0.1, or name a tokenFile'
  return [
    fault(
      ['metrics', 'listen'],
      'bad-value',
      `without a token everybody could read ${metrics.listen}`,
      remedy,
    ),
  ]
}

const isLoopback = (listen: string): boolean => /^(127(?:\.\d{1,3}){3}|\[::1\]|localhost):\d+$/.test(listen)

/** What a route by itself cannot say of the others. */
function checkRoutes({ routes }: GatewayConfig): readonly Fault[] {
  const faults: Fault[] = []
  for (const [i, { target, listen, paths, sides }] of routes.entries()) {
    const earlier = routes.slice(0, i)
    if (earlier.some((one) => one.target === target))
      faults.push(
        fault(['routes', i, 'target'], 'duplicate-name', `${target} is routed twice`, 'keep one route of it'),
      )
    faults.push(...checkPaths(i, { listen, paths }, earlier))
    if (new URL(sides.blue).origin === new URL(sides.green).origin)
      faults.push(
        warning(
          fault(
            ['routes', i, 'sides', 'green'],
            'same-side',
            'blue and green are the same place, so there is no canary',
            'name where the other version listens',
          ),
        ),
      )
  }
  return faults
}

type Placed = Pick<GatewayConfig['routes'][number], 'listen' | 'paths'>

/** Of routes that share an address each path leads to one, and what none of them names to one at most. */
function checkPaths(i: number, { listen, paths }: Placed, earlier: readonly Placed[]): readonly Fault[] {
  const besides = earlier.filter((one) => isShared(listen) && one.listen === listen)
  if (paths === undefined)
    return besides.some((one) => one.paths === undefined)
      ? [
          fault(
            ['routes', i, 'listen'],
            'duplicate-name',
            `another route listens on ${listen}`,
            'give it another port, or say by paths what it takes of that one',
          ),
        ]
      : []
  return paths.flatMap((path, k) =>
    besides.some((one) => one.paths?.includes(path))
      ? [
          fault(
            ['routes', i, 'paths', k],
            'duplicate-name',
            `another route of ${listen} takes ${path}`,
            'keep it at one of them',
          ),
        ]
      : [],
  )
}

function withPathsFrom(directory: string, config: GatewayConfig): GatewayConfig {
  const from = (file: string) => resolve(directory, file)
  return {
    ...config,
    adminSocket: from(config.adminSocket),
    ...(config.metrics?.tokenFile === undefined
      ? {}
      : { metrics: { ...config.metrics, tokenFile: from(config.metrics.tokenFile) } }),
    ...(config.admin === undefined ? {} : { admin: adminFrom(config.admin, from) }),
    stateFile: from(config.stateFile),
    cookieSecretFile: from(config.cookieSecretFile),
    ...(config.accessLog === undefined
      ? {}
      : { accessLog: { ...config.accessLog, file: from(config.accessLog.file) } }),
    routes: config.routes.map(({ tls, ...route }) =>
      tls === undefined ? route : { ...route, tls: tls.map(pairFrom(from)) },
    ),
    ...(config.portsFile === undefined ? {} : { portsFile: from(config.portsFile) }),
  }
}

type Admin = NonNullable<GatewayConfig['admin']>

type From = (file: string) => string

const pairFrom =
  (from: From) =>
  ({ certificate, key }: PemPair): PemPair => ({ certificate: from(certificate), key: from(key) })

function adminFrom(admin: Admin, from: From): Admin {
  const { ca, revoked } = admin
  const files = { ...pairFrom(from)(admin), ca: from(ca) }
  return { ...admin, ...files, ...(revoked === undefined ? {} : { revoked: from(revoked) }) }
}
