import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { HaproxyWishes } from '../../../compose/haproxy.ts'
import { isPlace } from '../../../core/address/tls-socket.ts'
import {
  COOKIE_NAME,
  MAX_AGE_MOST_S,
  SAME_SITES,
  USUAL_COOKIE,
  type VisitorCookie,
  whyDropped,
} from '../../../core/traffic/visitor-cookie.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = {
  json?: boolean
  binding?: string
  environment?: string
  socket?: string
  socketUser?: string
  adminListen?: string
  adminCertificate?: string
  adminCa?: string
  adminNames?: string[]
  adminRevoked?: string
  trust: string[]
  listen: string[]
  metrics?: string
  health?: string
  maintenanceHealth?: string
  allowPath: string[]
  allowSegment: string[]
  allowAddress: string[]
  cookieSecret?: string
  cookieName: string
  cookieMaxAge: string
  cookieSecure?: boolean
  cookieSameSite: string
  userHeader: string
  segmentHeader: string
  prepare?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  command
    .command('config')
    .description('print what a HAProxy has to load, so that it splits the targets of the binding')
    .option('--binding <file>', 'the binding (CUTWATER_BINDING; else ./cutwater.yaml)')
    .option('--environment <name>', 'only the targets of this environment')
    .option(
      '--socket <path>',
      'which HAProxy, when the binding names several: a path, HOST:PORT or tls://HOST:PORT',
    )
    .option('--admin-listen <address:port>', 'where a tls:// socket listens (else its HOST:PORT)')
    .option('--admin-certificate <file>', 'PEM with certificate and key of that socket')
    .option('--admin-ca <file>', 'who signs the certificates of the servers')
    .option('--admin-names <name...>', 'common names of the servers that are obeyed')
    .option('--admin-revoked <file>', 'list of revoked certificates (CRL)')
    .option('--socket-user <name>', 'who may open that path, when HAProxy is started by another user')
    .option('--trust <address...>', 'peers who may say who the user is: addresses or CIDR ranges', [])
    .option(
      '--listen <target=address:port...>',
      'also a frontend for a target; several share an address by paths behind it: api=…:80/api/*,/health',
      [],
    )
    .option('--metrics <address:port>', 'also a frontend where Prometheus may ask')
    .option('--health <path>', 'ask the servers for this path; else only connect to them')
    .option('--maintenance-health <path>', 'where HAProxy itself says whether a target has a mode')
    .option('--allow-path <path...>', 'let through in maintenance: /health, or /admin/* and all below', [])
    .option('--allow-segment <name...>', 'let through in maintenance: who is in this group', [])
    .option('--allow-address <address...>', 'let through in maintenance: addresses or CIDR ranges', [])
    .option('--cookie-secret <file>', 'what signs the cookies of visitors (else MAPS/cookie-secret)')
    .option('--cookie-name <name>', 'how that cookie is called', USUAL_COOKIE.name)
    .option('--cookie-max-age <seconds>', 'how long it is kept', String(USUAL_COOKIE.maxAgeSeconds))
    .option('--cookie-secure', 'browsers send it by HTTPS alone')
    .option('--cookie-same-site <word>', SAME_SITES.join(', '), USUAL_COOKIE.sameSite)
    .option('--user-header <name>', 'where a trusted peer says who the user is', 'X-User-Id')
    .option('--segment-header <name>', "where it says the user's segment", 'X-User-Segment')
    .option('--prepare', 'make the map files and the cookie secret that are not there yet')
    .option('--json', 'print one JSON document')
    .action((options: Options) => config(options, terminal))
}

async function config(options: Options, terminal: Terminal): Promise<void> {
  const path = (given: string | undefined) => (given === undefined ? null : resolve(terminal.cwd, given))
  const file = resolve(terminal.cwd, options.binding ?? terminal.env.CUTWATER_BINDING ?? 'cutwater.yaml')
  const { configureHaproxy } = await import('../../../compose/haproxy.ts')
  const { text, made } = await configureHaproxy(
    file,
    {
      environment: options.environment ?? null,
      socket: options.socket !== undefined && isPlace(options.socket) ? options.socket : path(options.socket),
      ...adminOf(options, path),
      socketUser: options.socketUser === undefined ? null : userName(options.socketUser),
      trusted: options.trust.map((word) => range(word, '--trust')),
      listen: Object.fromEntries(options.listen.map(listening)),
      metrics: options.metrics === undefined ? null : place(options.metrics, '--metrics'),
      healthPath: options.health === undefined ? null : healthPath(options.health),
      maintenance: {
        healthPath:
          options.maintenanceHealth === undefined
            ? null
            : plainPath(options.maintenanceHealth, '--maintenance-health'),
        allowPaths: options.allowPath.map((word) => plainPath(word, '--allow-path')),
        allowSegments: options.allowSegment.map(segment),
        allowAddresses: options.allowAddress.map((word) => range(word, '--allow-address')),
      },
      cookieSecretFile: path(options.cookieSecret),
      cookie: cookieOf(options),
      userHeader: headerName(options.userHeader),
      segmentHeader: headerName(options.segmentHeader),
    },
    options.prepare === true,
  )
  if (options.json === true) return terminal.say(JSON.stringify({ config: text, made }))
  for (const one of made) terminal.note(`made ${one}`)
  terminal.say(text.trimEnd())
}

function cookieOf(options: Options): VisitorCookie {
  const { cookieName: name, cookieMaxAge, cookieSecure: secure = false } = options
  if (!COOKIE_NAME.test(name))
    throw new Fault(`--cookie-name ${name} is no name`, 'Write letters, digits, dashes and underscores.')
  const maxAgeSeconds = Number(cookieMaxAge)
  if (!/^\d+$/.test(cookieMaxAge) || maxAgeSeconds < 1 || maxAgeSeconds > MAX_AGE_MOST_S)
    throw new Fault(`--cookie-max-age ${cookieMaxAge} is no time`, `Write 1 to ${MAX_AGE_MOST_S} seconds.`)
  const sameSite = SAME_SITES.find((word) => word === options.cookieSameSite)
  if (sameSite === undefined)
    throw new Fault(
      `--cookie-same-site takes no ${options.cookieSameSite}`,
      `Write ${SAME_SITES.join(', ')}.`,
    )
  const cookie = { name, maxAgeSeconds, secure, sameSite }
  const why = whyDropped(cookie)
  if (why !== null) throw new Fault(why, 'Add --cookie-secure.')
  return cookie
}

function range(word: string, option: string): string {
  const [address = '', bits, ...more] = word.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  if (
    isIP(address) === 0 ||
    more.length > 0 ||
    (bits !== undefined && !(/^\d{1,3}$/.test(bits) && +bits <= most))
  )
    throw new Fault(`${option} ${word} is no address or range`, 'Write 10.0.0.7 or 10.0.0.0/8.')
  return word
}

/** `staging/wix=127.0.0.1:8080`, or `staging/api=127.0.0.1:8080/api/*,/health` for its part of a shared address. */
function listening(word: string): [string, HaproxyWishes['listen'][string]] {
  const [target = '', where = '', ...more] = word.split('=')
  if (!/^[^/\s]+\/[^/\s]+$/.test(target) || more.length > 0)
    throw new Fault(`--listen ${word} names no target`, 'Write staging/wix=127.0.0.1:8080.')
  const slash = where.indexOf('/')
  const [at, paths] = slash < 0 ? [where, []] : [where.slice(0, slash), where.slice(slash).split(',')]
  return [target, { at: place(at, '--listen'), paths: paths.map((path) => plainPath(path, '--listen')) }]
}

function place(word: string, option: string): string {
  if (!/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+|\*)?:\d{1,5}$/.test(word))
    throw new Fault(`${option} ${word} is no place to listen`, 'Write 127.0.0.1:8080.')
  return word
}

function healthPath(word: string): string {
  if (!/^\/[A-Za-z0-9/._~?=&%-]*$/.test(word))
    throw new Fault(`--health ${word} is no path`, 'Write /health/ready.')
  return word
}

function plainPath(word: string, option: string): string {
  if (!/^\/[A-Za-z0-9/._~=&%*-]{0,200}$/.test(word))
    throw new Fault(`${option} ${word} is no path`, 'Write /health, or /admin/* for all below it.')
  return word
}

function segment(word: string): string {
  if (!/^[^\s'"\\]{1,100}$/.test(word))
    throw new Fault(`--allow-segment ${word} is not the name of a group`, 'Write staff.')
  return word
}

/** Paths are those of HAProxy's machine, where this is printed. */
function adminOf(
  { adminListen, adminCertificate, adminCa, adminNames, adminRevoked }: Options,
  path: (given: string | undefined) => string | null,
): Pick<HaproxyWishes, 'admin'> {
  const [certificate, ca] = [path(adminCertificate), path(adminCa)]
  const said = [adminListen, adminCertificate, adminCa, adminNames, adminRevoked]
  if (said.every((word) => word === undefined)) return {}
  if (certificate === null || ca === null || adminNames === undefined)
    throw new Fault(
      'an admin channel needs a certificate of its own, an authority, and names',
      'Write --admin-certificate FILE --admin-ca FILE --admin-names ops-1.internal.',
    )
  return {
    admin: {
      listen: adminListen === undefined ? null : place(adminListen, '--admin-listen'),
      certificate,
      ca,
      revoked: path(adminRevoked),
      names: adminNames.map(commonName),
    },
  }
}

function commonName(word: string): string {
  if (!/^[\w.*-]{1,200}$/.test(word))
    throw new Fault(`--admin-names ${word} is not the common name of a server`, 'Write ops-1.internal.')
  return word
}

function userName(word: string): string {
  if (!/^[a-z_][a-z0-9_-]*\$?$/i.test(word))
    throw new Fault(`--socket-user ${word} is not the name of a user`, 'Write cutwater.')
  return word
}

function headerName(word: string): string {
  if (!/^[A-Za-z0-9-]+$/.test(word))
    throw new Fault(`${word} is not the name of a header`, 'Write X-User-Id.')
  return word
}
