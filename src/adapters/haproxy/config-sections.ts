import { addressOf } from './address.ts'
import { latencyLines } from './config-latency.ts'
import { allowLines, modeLines } from './config-mode.ts'
import type { ConfiguredTarget, HaproxyConfigOrder } from './config-order.ts'

/**
 * The backend that splits a target. Its own rules choose stable; the script is asked only while the target is open, and
 * can only change that choice. Balancing knows stable alone: the control script gives the other server no weight, so
 * that whatever is sent again after a failure goes to stable. Until the control script has said which one that is,
 * right after a start, both have none.
 */
export function backendLines(of: ConfiguredTarget, order: HaproxyConfigOrder): string[] {
  const { backend } = of
  const untrusted = order.trusted.length === 0 ? '' : ' unless cutwater_trusted'
  const told = toldBy(order)
  return [
    `backend ${backend}`,
    '    mode http',
    '    timeout connect 2s',
    '    timeout server 30s',
    '    # WebSockets may be silent for longer than answers.',
    '    timeout tunnel 1h',
    '    balance roundrobin',
    '    # A canary that dies takes no client with it; what may not be done twice is not sent twice.',
    ...AGAIN,
    '    # Who the user is may be said by a trusted peer alone.',
    ...trustLines(order.trusted),
    ...told.map((name) => `    http-request del-header ${name}${untrusted}`),
    ...allowLines(order),
    ...modeLines(of, order),
    ...routeLines(of),
    ...(order.metrics === null ? [] : latencyLines()),
    ...(order.healthPath === null
      ? []
      : [`    option httpchk GET ${order.healthPath}`, '    http-check expect status 200']),
    '    # A canary that is ill stays in use for a while, so that its failures are counted.',
    '    default-server inter 1s fall 60 rise 1 weight 0',
    ...SIDES.map((side) => `    server ${side} ${serverAt(of.sides[side])} check`),
    '    # What is sent again goes to one of two servers that are stable: with one alone HAProxy waits a second first.',
    ...SIDES.map((side) => `    server ${side}-again ${serverAt(of.sides[side])} track ${backend}/${side}`),
  ]
}

/** What a backend must not lack, whatever else was wished or is added to it. */
export function neededLines(of: Pick<ConfiguredTarget, 'target' | 'maps'>): readonly string[] {
  return [...AGAIN, ...modeLines(of, {}), ...routeLines(of)]
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('#'))
}

/** Of what HAProxy sends again by itself, this keeps out all that may not be done twice. */
export const NOT_TWICE = 'http-request disable-l7-retry unless { method GET HEAD OPTIONS }'

const AGAIN = [
  '    retries 3',
  '    option redispatch 1',
  '    retry-on conn-failure empty-response',
  `    ${NOT_TWICE}`,
]

function routeLines({ target }: Pick<ConfiguredTarget, 'target'>): string[] {
  return [
    '    http-request set-var(txn.cutwater_stable) var(txn.cutwater_entry),word(2," ")',
    '    http-request set-var(txn.cutwater_side) var(txn.cutwater_stable)',
    '    http-request set-var(txn.cutwater_reason) str(closed)',
    `    http-request lua.cutwater_route ${target} if { var(txn.cutwater_entry),word(3," ") -m str open }`,
    '    use-server green if { var(txn.cutwater_side) -m str green }',
    '    use-server blue if { var(txn.cutwater_side) -m str blue }',
    '    # The canary is down, or in maintenance: stable.',
    '    use-server green if { var(txn.cutwater_stable) -m str green }',
    '    use-server blue if { var(txn.cutwater_stable) -m str blue }',
    '    http-response add-header Set-Cookie %[var(txn.cutwater_cookie)] if { var(txn.cutwater_cookie) -m found }',
    ...SIDES.map(
      (side) =>
        `    http-response set-var(${versionVariable(target, side)}) res.hdr(X-App-Version) if { srv_name ${side} } { res.hdr(X-App-Version) -m found }`,
    ),
  ]
}

/** Headers in which a peer may say who asks, and for what. */
export function toldBy(named: Pick<HaproxyConfigOrder, 'userHeader' | 'segmentHeader'>): readonly string[] {
  return [named.userHeader, named.segmentHeader, 'X-Canary-Version']
}

export function metricsLines(listen: string): string[] {
  return [
    'frontend cutwater-metrics',
    '    mode http',
    `    bind ${listen}`,
    '    timeout client 10s',
    '    http-request use-service prometheus-exporter if { path /metrics }',
    '    http-request use-service lua.cutwater_latency if { path /latency }',
    '    http-request deny deny_status 404',
  ]
}

const SIDES = ['blue', 'green'] as const

export const trustLines = (trusted: readonly string[]): string[] =>
  trusted.length === 0 ? [] : [`    acl cutwater_trusted src ${trusted.join(' ')}`]

/** What a version said of itself last, for those who ask for it by name. */
function versionVariable(target: string, side: 'blue' | 'green'): string {
  return `proc.cutwater_${target.replace(/[^A-Za-z0-9]/g, '_')}_${side}`
}

function serverAt(url: string): string {
  const { hostname, port, secure } = addressOf(url)
  return `${hostname}:${port}${secure ? ` ssl verify required ca-file @system-ca sni str(${hostname})` : ''}`
}
