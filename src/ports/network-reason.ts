import { isUntrusted } from '../core/address/untrusted.ts'

/** No remedy in it: for a database or a gateway the authority is named in another place than for a call. */
const UNTRUSTED = 'its certificate is signed by nobody who is trusted'

/** What people know better than the code of a connection that failed. */
const KNOWN: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'its name cannot be looked up',
  EPIPE: 'connection closed',
  UND_ERR_SOCKET: 'connection closed',
  ENODATA: 'no such record',
  ESERVFAIL: 'the name server failed',
  EREFUSED: 'the name server refuses',
  ETIMEOUT: 'the name server does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  CERT_SIGNATURE_FAILURE: 'its certificate is signed by nobody who is trusted, though one of that name is',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by nobody who is trusted',
  UNABLE_TO_GET_CRL: 'there is no list of revoked certificates by the authority that signed its certificate',
  CRL_HAS_EXPIRED: 'the list of revoked certificates has ended',
  CRL_NOT_YET_VALID: 'the list of revoked certificates is not valid yet',
  CRL_SIGNATURE_FAILURE: 'the list of revoked certificates is not signed by the authority in ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ERR_SSL_HTTP_REQUEST: 'it does not speak TLS',
}

/** In words; undefined where the error's own are better. */
export function networkReason(error: unknown): string | undefined {
  const code = codeOf(error)
  return code === null ? undefined : KNOWN[code]
}

/**
 * The same for a call that trusts whom Node trusts; the error's own words where there are none. The connection to a
 * name with several addresses fails with one error for each.
 */
export function callReason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return callReason(error.errors[0])
  if (isUntrusted(codeOf(error)))
    return `${networkReason(error)}: name its authority with NODE_EXTRA_CA_CERTS=FILE in the environment of this process`
  return error instanceof Error ? error.message : String(error)
}

export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}
