import { isIP } from 'node:net'
import { z } from 'zod'
import { sentence } from '../../../core/document/leaf.ts'
import {
  COOKIE_NAME,
  MAX_AGE_MOST_S,
  SAME_SITES,
  USUAL_COOKIE,
} from '../../../core/traffic/visitor-cookie.ts'

/**
 * What an administrator writes for one gateway: types, the check and `schemas/gateway.schema.json` all come from here.
 * Messages are two lines: what is wrong, and what to write instead.
 */

const wrong = (what: string, example: string) => () => sentence(`this has to be ${what}`, `write ${example}`)

const MIB = 1024 * 1024
const path = z.string({ error: wrong('the path of a file', 'a path; it counts from the file') }).min(1)
const ms = z
  .int({ error: wrong('whole milliseconds', 'a number such as 30000') })
  .min(1, sentence('this is below 1', 'write 1 to 3600000'))
  .max(3_600_000, sentence('this is more than an hour', 'write 1 to 3600000'))

const count = (least: number, most: number) =>
  z
    .int({ error: wrong('a whole number', `a number from ${least} to ${most}`) })
    .min(least, sentence(`this is below ${least}`, `write ${least} to ${most}`))
    .max(most, sentence(`this is above ${most}`, `write ${least} to ${most}`))

const atLeast = (least: number) =>
  z
    .int({ error: wrong('a whole number', `a number from ${least} on`) })
    .min(least, sentence(`this is below ${least}`, `write ${least} or more`))

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, {
  error: () =>
    sentence('this is not the name of a header', 'write letters, digits and dashes, such as X-User-Id'),
})
const origin = z.string().refine(isOrigin, {
  error: () => sentence('this is not where a service listens', 'write http://HOST:PORT, without a path'),
})
const listen = z.string().refine(isAddress, {
  error: () => sentence('this is not an address to listen on', 'write ADDRESS:PORT, such as 127.0.0.1:8080'),
})
const proxy = z.string().refine(isRange, {
  error: () =>
    sentence('this is no address or CIDR range', 'write an address or a range, such as 10.0.0.0/8'),
})

const absolutePath = z.string().regex(/^\/[\x21-\x7e]{0,200}$/, {
  error: () => sentence('this is not a path', 'write one that begins with a slash, such as /health'),
})
const few = <T extends z.ZodType>(of: T) =>
  z.array(of).max(100, sentence('these are more than a hundred', 'write the common part, such as /admin/*'))

const maintenanceSchema = z
  .strictObject({
    healthPath: absolutePath
      .optional()
      .describe(
        'Answered by the gateway itself, in every mode, with {"maintenanceMode":true|false}. Default: none.',
      ),
    allowPaths: few(absolutePath)
      .default([])
      .describe('Let through in maintenance: /health is this path alone, /admin/* all below it.'),
    allowSegments: few(z.string().min(1).max(100))
      .default([])
      .describe('Let through in maintenance: who a trusted proxy says is in one of these groups.'),
    allowAddresses: few(proxy)
      .default([])
      .describe('Let through in maintenance: addresses and CIDR ranges from which a request comes.'),
  })
  .describe('What maintenance lets through all the same. A read-only target makes no exceptions.')

const cookieSchema = z
  .strictObject({
    name: z
      .string()
      .regex(COOKIE_NAME, {
        error: () =>
          sentence(
            'this is not a name for the cookie',
            'write up to 100 letters, digits, dashes and underscores',
          ),
      })
      .default(USUAL_COOKIE.name),
    maxAgeSeconds: count(1, MAX_AGE_MOST_S)
      .default(USUAL_COOKIE.maxAgeSeconds)
      .describe('How long a visitor stays on their side. Default: a day.'),
    secure: z
      .boolean({ error: wrong('true or false', 'true where users come by HTTPS alone') })
      .default(USUAL_COOKIE.secure)
      .describe('Whether browsers send it by HTTPS alone.'),
    sameSite: z
      .enum(SAME_SITES, { error: wrong('Lax, Strict or None', 'Lax') })
      .default(USUAL_COOKIE.sameSite)
      .describe('Whether browsers send it with requests that other sites lead to.'),
  })
  .describe('The cookie of visitors without a user id. All gateways of a site need the same.')

const adminSchema = z
  .strictObject({
    listen: listen.describe(
      'Where servers on other machines reach it; bindings name it as https://HOST:PORT.',
    ),
    certificate: path.describe(
      'The certificate of this gateway, a PEM file; it names the HOST of the bindings.',
    ),
    key: path.describe('Its key, a PEM file.'),
    ca: path.describe('Who signs the certificates of the servers, a PEM file.'),
    names: few(z.string().min(1).max(253))
      .default([])
      .describe(
        'Servers that it obeys, by a name in their certificate. Default: all whose certificate is signed so.',
      ),
    revoked: path.optional().describe('Certificates that count no more, a PEM file (CRL).'),
  })
  .describe(
    'The admin channel for servers on other machines, by TLS in which both show a certificate. Its files are looked at every second. Left out: there is none.',
  )

const ACCESS_FORMATS = ['json', 'combined'] as const
export type AccessFormat = (typeof ACCESS_FORMATS)[number]

const accessLogSchema = z
  .strictObject({
    file: path.describe('Where a line is added for each request that is over.'),
    format: z
      .enum(ACCESS_FORMATS, { error: wrong('json or combined', 'json') })
      .default('json')
      .describe('json, a line each, or combined, as Apache and nginx have it.'),
  })
  .describe(
    'A line for each request, without its query, cookies and headers of identity. The file may be renamed at any time: a new one is begun. Left out: there is none.',
  )

const metricsSchema = z
  .strictObject({
    listen: listen.describe('Where Prometheus asks for /metrics.'),
    tokenFile: path
      .optional()
      .describe(
        'The token that it has to show (Authorization: Bearer). Needed where others than this machine reach it.',
      ),
  })
  .describe(
    'Requests, latency and weights for Prometheus, counted from the start of the gateway. Left out: not told.',
  )

const routeSchema = z.strictObject({
  target: z
    .string()
    .regex(/^[^/\s]+\/[^/\s]+$/, {
      error: () =>
        sentence('this is not the name of a target', 'write ENVIRONMENT/SERVICE, such as staging/wix'),
    })
    .describe('Whose traffic this is, as ENVIRONMENT/SERVICE; the binding has the target of that name.'),
  listen: listen.describe(
    'Where users, or the proxy before it, reach it. Port 0 takes any free one. Routes may share one by paths.',
  ),
  sides: z
    .strictObject({
      blue: origin.describe('Where the version on the blue side listens.'),
      green: origin.describe('Where the version on the green side listens.'),
    })
    .describe('The two places where a version can run; the binding says the same.'),
  paths: few(absolutePath)
    .optional()
    .describe(
      'Of an address that several routes share: what this one takes, /api/v1/* for all below it. The one without takes the rest.',
    ),
  tls: z
    .array(
      z.strictObject({
        certificate: path.describe('A PEM file, with those of its signers behind it.'),
        key: path.describe('Its key, a PEM file.'),
      }),
    )
    .min(1, sentence('there is no certificate', 'add one, or leave tls out'))
    .max(100, sentence('these are more than a hundred', 'use a certificate of several names'))
    .optional()
    .describe(
      'Certificates of the address, chosen by the name that a client asks for; the first for all others. Its files are looked at every second. Left out: plain HTTP.',
    ),
  maintenance: maintenanceSchema.prefault({}),
})

const limitsSchema = z
  .strictObject({
    maxBodyBytes: atLeast(0)
      .default(64 * MIB)
      .describe('Of a request. A larger one is answered with 413.'),
    maxHeaderBytes: atLeast(1024)
      .default(16 * 1024)
      .describe('Of the head of a request, and of an answer.'),
    connectMs: ms.default(2_000).describe('Until a side has taken the connection.'),
    headersMs: ms.default(30_000).describe('Until the head of an answer.'),
    bodyMs: ms
      .default(30_000)
      .describe(
        "Between two pieces of an answer's body. An event stream may be silent for as long as it likes.",
      ),
    requestBodyMs: ms.default(30_000).describe("Between two pieces of a request's body."),
    connectionsPerUpstream: count(1, 10_000)
      .default(256)
      .describe('To each side. A kind of request (method and path) takes three quarters of them at most.'),
    queuePerUpstream: count(0, 100_000)
      .default(2_048)
      .describe('So many requests wait for a connection to a side; one more is answered with 503.'),
    upgradedPerTarget: count(0, 100_000)
      .default(10_000)
      .describe('WebSockets and other connections that have gone over; one more is answered with 503.'),
    upgradedEndMs: ms.default(1_000).describe('How long they go on at a side that gets no more requests.'),
    queueMs: ms
      .default(10_000)
      .describe('How long a request waits for a connection; then it is answered with 503.'),
  })
  .describe('What one request may cost, and how long each part of it may take.')

export const gatewayConfigSchema = z
  .strictObject({
    instance: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/, {
        error: () =>
          sentence('this is not a name for a gateway', 'write up to 100 letters, digits, dots and dashes'),
      })
      .describe('Its name in metrics and in the server. Each of several gateways has its own.'),
    adminSocket: path.describe('The Unix socket by which the server moves traffic; the binding names it.'),
    admin: adminSchema.optional(),
    stateFile: path.describe('Where it keeps its weights over its own restarts.'),
    cookieSecretFile: path.describe(
      'Signs the cookies of visitors without a user id. Made at the first start.',
    ),
    cookie: cookieSchema.prefault({}),
    accessLog: accessLogSchema.optional(),
    metrics: metricsSchema.optional(),
    reusePort: z
      .boolean({
        error: wrong('true or false', 'true where several gateways of a machine share its addresses'),
      })
      .default(false)
      .describe(
        'Whether other gateways of this machine may listen at the same addresses, each with a reusePort, a state file and an admin socket of its own. The system divides the connections among them.',
      ),
    portsFile: path.optional().describe('Where to write which ports it listens on, for routes with port 0.'),
    trustedProxies: z
      .array(proxy)
      .default([])
      .describe('Addresses and CIDR ranges whose identity and canary headers are believed. Default: none.'),
    proxyProtocol: z
      .array(proxy)
      .default([])
      .describe(
        'Balancers whose connections begin with a header of the PROXY protocol (1 or 2): for whom they connect. Default: none.',
      ),
    identity: z
      .strictObject({
        userHeader: headerName.default('X-User-Id').describe('Says who the user is.'),
        segmentHeader: headerName.default('X-User-Segment').describe('Says the group that the user is in.'),
      })
      .prefault({})
      .describe('Headers of trusted proxies that say who the user is.'),
    limits: limitsSchema.prefault({}),
    routes: z
      .array(routeSchema)
      .min(1, sentence('there is no route', 'add one with target, listen and sides'))
      .describe('One for each target.'),
  })
  .meta({ title: 'Cutwater gateway', description: 'How one gateway splits the traffic of its targets.' })

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return (
    (url?.protocol === 'http:' || url?.protocol === 'https:') && url.pathname === '/' && url.search === ''
  )
}

function isAddress(text: string): boolean {
  const port = /^(?:\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})$/.exec(text)?.[1]
  return port !== undefined && Number(port) <= 65_535
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  if (isIP(address) === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
}
