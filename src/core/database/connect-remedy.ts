/** What a person does about a database that does not let us in, by the code of its error: SQLSTATE, system or TLS. */
export function connectRemedy(code: string | null): string {
  return REMEDIES[code ?? ''] ?? (code !== null && AWAY.test(code) ? RUNS : '')
}

const AWAY = /^(E[A-Z]+|UND_ERR.*)$/
const RUNS = 'See that Postgres runs there, that this machine reaches it, and that the URL is right.'
const AUTHORITY = 'Name the PEM file of the authority that signed it: sslrootcert=FILE.'

const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': 'Put the password that counts into the file of DATABASE_PASSWORD_FILE, or into the URL.',
  '28000':
    'Allow this user from this machine in pg_hba.conf; where it says "no encryption", add sslmode=verify-full.',
  '3D000': 'Create the database, or correct its name in the URL.',
  '42501': 'GRANT CONNECT ON DATABASE … TO the user of the URL.',
  '53300': 'Raise max_connections: each server holds up to twenty-one.',
  '57P03': 'Wait until it has started; it answers no one before.',
  '25006': 'Promote a standby, or name the primary.',
  ENOTFOUND: 'Correct the name in the URL, or make it known to the resolver of this machine.',
  CERT_HAS_EXPIRED: 'Renew the certificate of Postgres (ssl_cert_file), and reload it.',
  CERT_NOT_YET_VALID: 'Set the clocks of both machines by NTP.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Write the host as the certificate names it, or give it that name.',
  DEPTH_ZERO_SELF_SIGNED_CERT: AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: AUTHORITY,
  OUR_CERTIFICATE:
    'Name one in sslcert, with its sslkey, that ssl_ca_file of the server signed and that has not expired.',
  NO_TLS: 'Set ssl = on in its postgresql.conf, or write sslmode=disable where nobody else can listen.',
  FILE: 'Make it readable for the user of the server, or correct its path.',
}
