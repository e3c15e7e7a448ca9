import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { plainly, SetupFault } from './setup-fault.ts'

/** What an administrator writes for one gateway, as YAML or JSON. Paths are relative to the file. */
export type GatewayConfig = z.infer<typeof configSchema>

export async function loadConfig(path: string): Promise<GatewayConfig> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new SetupFault(`The gateway cannot read its configuration ${path}: ${plainly(cause)}.`, { cause })
  }
  return withPathsFrom(dirname(resolve(path)), parseConfig(text, path))
}

export function parseConfig(text: string, path: string): GatewayConfig {
  let raw: unknown
  try {
    raw = parse(text)
  } catch (cause) {
    throw new SetupFault(`The gateway's configuration ${path} is not YAML: ${plainly(cause)}.`, { cause })
  }
  const parsed = configSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new SetupFault(`The gateway's configuration ${path} is wrong: ${faults.join('; ')}.`)
}

const path = z.string().min(1)
const ms = z.int().min(1).max(3_600_000)
const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header')
const origin = z.string().refine(isOrigin, 'expected http://HOST:PORT, without a path')
const listen = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'expected ADDRESS:PORT')

const routeSchema = z.strictObject({
  target: z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'expected ENVIRONMENT/SERVICE'),
  /** Port 0 takes any free one; `portsFile` and the status say which. */
  listen,
  sides: z.strictObject({ blue: origin, green: origin }),
})

const limitsSchema = z.strictObject({
  maxBodyBytes: z
    .int()
    .min(0)
    .default(64 * 1024 * 1024),
  /** Of a request and of an answer. */
  maxHeaderBytes: z
    .int()
    .min(1024)
    .default(16 * 1024),
  connectMs: ms.default(2_000),
  /** Until the head of an answer. */
  headersMs: ms.default(30_000),
  /** Between two pieces of an answer's body. An event stream may be silent for as long as it likes. */
  bodyMs: ms.default(30_000),
  /** Between two pieces of a request's body. */
  requestBodyMs: ms.default(30_000),
  /** A kind of request (method and path) takes three quarters of them at most, and so it is with the queue. */
  connectionsPerUpstream: z.int().min(1).max(10_000).default(256),
  /** So many requests wait for a connection to a side; one more is answered with 503. */
  queuePerUpstream: z.int().min(0).max(100_000).default(2_048),
  /** For so long; then 503. */
  queueMs: ms.default(10_000),
})

const configSchema = z.strictObject({
  instance: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  adminSocket: path,
  stateFile: path,
  cookieSecretFile: path,
  portsFile: path.optional(),
  /** Addresses and CIDR ranges whose identity and canary headers are trusted. Default: none. */
  trustedProxies: z.array(z.string()).default([]),
  identity: z
    .strictObject({
      userHeader: headerName.default('X-User-Id'),
      segmentHeader: headerName.default('X-User-Segment'),
    })
    .prefault({}),
  limits: limitsSchema.prefault({}),
  routes: z
    .array(routeSchema)
    .min(1)
    .refine(
      (routes) => new Set(routes.map((r) => r.target)).size === routes.length,
      'a target is routed twice',
    ),
})

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return (
    (url?.protocol === 'http:' || url?.protocol === 'https:') && url.pathname === '/' && url.search === ''
  )
}

function withPathsFrom(directory: string, config: GatewayConfig): GatewayConfig {
  const from = (file: string) => resolve(directory, file)
  return {
    ...config,
    adminSocket: from(config.adminSocket),
    stateFile: from(config.stateFile),
    cookieSecretFile: from(config.cookieSecretFile),
    ...(config.portsFile === undefined ? {} : { portsFile: from(config.portsFile) }),
  }
}
