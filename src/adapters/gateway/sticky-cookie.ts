import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { plainly, SetupFault } from './setup-fault.ts'

export const STICKY_COOKIE = 'cutwater-subject'
const LIFETIME_S = 24 * 60 * 60
const KNOWN_MAX = 20_000

/**
 * Makes a visitor without a user id the same subject for a day. Signed, so that a visitor cannot choose a side by
 * choosing an id.
 */
export type StickyCookie = {
  /** The subject that a `Cookie` header carries, or null when it carries none that we signed. */
  subjectIn(cookieHeader: string | undefined): string | null
  mint(): { readonly subject: string; readonly setCookie: string }
}

export function stickyCookie(secret: Uint8Array): StickyCookie {
  /** Signatures checked before: most requests come from people who were here a moment ago. */
  const known = new Map<string, string>()
  const sign = (subject: string) => createHmac('sha256', secret).update(subject).digest()

  return {
    subjectIn(cookieHeader) {
      const token = cookieHeader === undefined ? null : valueIn(cookieHeader)
      if (token === null) return null
      const before = known.get(token)
      if (before !== undefined) return before

      const dot = token.indexOf('.')
      const subject = token.slice(0, dot)
      const signature = Buffer.from(token.slice(dot + 1), 'base64url')
      const expected = sign(subject)
      if (dot < 1 || signature.length !== expected.length || !timingSafeEqual(signature, expected))
        return null
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(token, subject)
      return subject
    },

    mint() {
      const subject = randomBytes(16).toString('base64url')
      const token = `${subject}.${sign(subject).toString('base64url')}`
      return {
        subject,
        setCookie: `${STICKY_COOKIE}=${token}; Path=/; Max-Age=${LIFETIME_S}; HttpOnly; SameSite=Lax`,
      }
    },
  }
}

/**
 * The secret in `path`, made on the first start; refused when others can read it. Gateways that share traffic share
 * it.
 */
export async function cookieSecret(path: string): Promise<Uint8Array> {
  try {
    await make(path)
  } catch (cause) {
    throw new SetupFault(`The gateway cannot make its cookie secret ${path}: ${plainly(cause)}.`, { cause })
  }
  try {
    if (((await stat(path)).mode & 0o077) !== 0)
      throw new SetupFault(`The gateway's cookie secret ${path} can be read by others: make it 0600.`)
    const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url')
    if (secret.length < 32)
      throw new SetupFault(`The gateway's cookie secret ${path} is shorter than 32 bytes.`)
    return secret
  } catch (cause) {
    if (cause instanceof SetupFault) throw cause
    throw new SetupFault(`The gateway cannot read its cookie secret ${path}: ${plainly(cause)}.`, { cause })
  }
}

/** Whole or not at all, and only once: several gateways may start at the same moment. */
async function make(path: string): Promise<void> {
  if ((await stat(path).catch(() => null)) !== null) return
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${randomUUID()}`
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`)
    await file.sync()
    await link(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await file.close()
    await rm(aside, { force: true })
  }
}

function valueIn(cookieHeader: string): string | null {
  const start = `; ${cookieHeader}`.indexOf(`; ${STICKY_COOKIE}=`)
  if (start < 0) return null
  const from = start + STICKY_COOKIE.length + 1
  const end = cookieHeader.indexOf(';', from)
  return end < 0 ? cookieHeader.slice(from) : cookieHeader.slice(from, end)
}
