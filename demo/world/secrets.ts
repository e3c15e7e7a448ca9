import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Signing keys have the form of Standard Webhooks; tokens are plain bearer tokens. */
export type SecretKind = 'token' | 'signing'

/** A world's secrets, one 0600 file each beside the binding, made when they are not there yet. */
export function worldSecrets<Name extends string>(
  dir: string,
  kinds: Readonly<Record<Name, SecretKind>>,
): Readonly<Record<Name, string>> {
  const folder = join(dir, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const made = Object.entries<SecretKind>(kinds).map(([name, kind]) => [
    name,
    secret(join(folder, name), kind),
  ])
  return Object.fromEntries(made) as Record<Name, string>
}

/** One that somebody else made. */
export function keepSecret(dir: string, name: string, value: string): void {
  const folder = join(dir, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, name), value, { mode: 0o600 })
}

function secret(file: string, kind: SecretKind): string {
  const made =
    kind === 'signing' ? `whsec_${randomBytes(32).toString('base64')}` : randomBytes(24).toString('base64url')
  try {
    writeFileSync(file, made, { mode: 0o600, flag: 'wx' })
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readFileSync(file, 'utf8').trim()
  }
}
