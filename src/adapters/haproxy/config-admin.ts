import { join } from 'node:path'
import type { AdminChannel } from './config-order.ts'
import { quoted } from './quoted.ts'

/** Here, or on all runtime sockets of a HAProxy together. */
export const CONNECTIONS = 200

/** What the scripts of the admin channel are told. `lua` is where they lie. */
export const adminGlobals = ({ names }: AdminChannel, lua: string): string[] => [
  `    setenv CUTWATER_ADMIN_NAMES ${quoted(names.join(', '))}`,
  `    lua-load ${quoted(join(lua, 'cutwater-admin.lua'))}`,
]

/**
 * The channel by which servers on other machines speak to this HAProxy, instead of a runtime socket: it takes the
 * commands of Cutwater alone, from who shows a certificate.
 */
export function adminLines({ listen, certificate, ca, revoked, names }: AdminChannel): string[] {
  const files = [
    ['crt', certificate],
    ['ca-file', ca],
    ...(revoked === null ? [] : [['crl-file', revoked] as const]),
  ].map(([word, file]) => `${word} ${quoted(file ?? '')}`)
  return [
    'frontend cutwater-admin',
    '    mode tcp',
    `    bind ${listen} ssl ${files.join(' ')} verify required ssl-min-ver TLSv1.3 no-tls-tickets`,
    `    maxconn ${CONNECTIONS}`,
    '    timeout client 10s',
    '    # HAProxy sees the common name (CN) of a certificate, no other.',
    `    tcp-request content use-service lua.cutwater_admin if { ssl_c_s_dn(cn) -m str -- ${names.map(quoted).join(' ')} }`,
    '    tcp-request content use-service lua.cutwater_stranger',
  ]
}
