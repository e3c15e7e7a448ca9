import { resolve } from 'node:path'
import type { DatabaseAccess } from '../../compose/database.ts'
import { Fault } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'

const FILE = 'DATABASE_PASSWORD_FILE'

/** A Postgres of the operator's, and the file that holds its password; null where neither is named. */
export function databaseAccess(
  url: string | undefined,
  { env, cwd }: Pick<Terminal, 'env' | 'cwd'>,
): DatabaseAccess | null {
  const passwordFile = env[FILE]
  if (passwordFile === undefined || passwordFile === '') return url === undefined ? null : { url }
  if (url === undefined)
    throw new Fault(
      `${FILE} names a file, and no database is named`,
      'Name it in DATABASE_URL or by --database-url.',
    )
  return { url, passwordFile: resolve(cwd, passwordFile) }
}
