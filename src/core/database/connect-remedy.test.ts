import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectRemedy } from './connect-remedy.ts'

const rows: readonly [string | null, RegExp][] = [
  ['28P01', /DATABASE_PASSWORD_FILE/],
  ['28000', /pg_hba\.conf.*sslmode=verify-full/],
  ['3D000', /Create the database/],
  ['53300', /max_connections/],
  ['ECONNREFUSED', /See that Postgres runs there/],
  ['ETIMEDOUT', /See that Postgres runs there/],
  ['ENOTFOUND', /name in the URL/],
  ['CERT_HAS_EXPIRED', /Renew the certificate/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /as the certificate names it/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /sslrootcert=FILE/],
  ['OUR_CERTIFICATE', /sslcert/],
  ['NO_TLS', /ssl = on/],
  ['FILE', /readable/],
  ['XX000', /^$/],
  [null, /^$/],
]
for (const [code, remedy] of rows)
  test(`the remedy for ${code}`, () => assert.match(connectRemedy(code), remedy))
