import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const secretNames = [
  'FLAG_API_KEY',
  'NOTION_TOKEN',
  'REGISTRY_API_KEY',
  'PAGER_KEY',
  'EVENTS_KEY',
] as const
export type Secrets = Readonly<Record<(typeof secretNames)[number], string>>

/** The world's secrets, one 0600 file each beside the binding, made when they are not there yet. */
export function worldSecrets(dir: string): Secrets {
  const folder = join(dir, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return Object.fromEntries(secretNames.map((name) => [name, secret(join(folder, name), name)])) as Secrets
}

function secret(file: string, name: string): string {
  // Signing keys have the form of Standard Webhooks; the others are plain bearer tokens.
  const made = /^(PAGER|EVENTS)/.test(name)
    ? `whsec_${randomBytes(32).toString('base64')}`
    : randomBytes(24).toString('base64url')
  try {
    writeFileSync(file, made, { mode: 0o600, flag: 'wx' })
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readFileSync(file, 'utf8').trim()
  }
}
