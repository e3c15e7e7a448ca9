import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENGINE } from '../../../core/access/actor.ts'
import { TOKEN_LIFE_MS } from '../../../core/access/token.ts'
import { hashSecret, newSecret } from '../../../runtime/access/secret-text.ts'
import type { Runtime } from '../../../runtime/context/runtime.ts'

/**
 * While no token could manage tokens, at a server's start, one is written for those who can read the server's own
 * data directory: an administrator's, for thirty days, in `token` (0600). It is printed nowhere; the database knows
 * only its SHA-256. Says whether it was written.
 */
export async function writeFirstToken(
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  dataDir: string,
): Promise<boolean> {
  const now = clock.now()
  if (await store.tokens.anyManager(now)) return false
  const token = newSecret('cw')
  // The file first: a token in the database that nobody knows would lock everybody out.
  // Anew, because a mode given here means nothing to a file that is there already.
  rmSync(tokenFile(dataDir), { force: true })
  writeFileSync(tokenFile(dataDir), `${token}\n`, { mode: 0o600, flag: 'wx', flush: true })
  await store.tokens.add({
    hash: hashSecret(token),
    name: 'admin',
    roles: ['admin'],
    expiresAt: now + TOKEN_LIFE_MS,
    actor: ENGINE,
    now,
  })
  return true
}

export const tokenFile = (dataDir: string): string => join(dataDir, 'token')
