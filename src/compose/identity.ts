import { pemFiles } from '../adapters/gateway/tls/pem-files.ts'
import type { Binding } from '../core/binding/binding.ts'
import type { AdminIdentity } from '../ports/admin-identity.ts'

/** What this server shows to gateways on other machines. `at` is the directory of the binding. */
export const identityOf = ({ adminTls }: Binding, at: string): AdminIdentity | undefined =>
  adminTls === undefined ? undefined : pemFiles(adminTls, at)
