import { createHash, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Runtime } from '../runtime/runtime.ts'

const LIFE_MS = 30 * 86_400_000

/**
 * While nobody has a valid token, at a server's start, there is one for whoever can read the server's own data directory: an administrator's, for thirty
 * days, in `token` (0600). It is printed nowhere; the database knows only its SHA-256. Says whether it was written.
 */
export async function writeFirstToken(
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  dataDir: string,
): Promise<boolean> {
  const now = clock.now()
  if (await store.tokens.anyValid(now)) return false
  const token = `cw_${randomBytes(32).toString('base64url')}`
  // The file first: a token in the database that nobody knows would lock everybody out.
  // Anew, because a mode given here means nothing to a file that is there already.
  rmSync(tokenFile(dataDir), { force: true })
  writeFileSync(tokenFile(dataDir), `${token}\n`, { mode: 0o600, flag: 'wx', flush: true })
  await store.tokens.add({
    hash: hashToken(token),
    name: 'admin',
    roles: ['admin'],
    expiresAt: now + LIFE_MS,
    now,
  })
  return true
}

export const tokenFile = (dataDir: string): string => join(dataDir, 'token')

export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}
