import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { closeToOthers, isOpenToOthers } from '../../../core/access/secret-mode.ts'
import { cookieAttributes, type VisitorCookie } from '../../../core/traffic/visitor-cookie.ts'
import { plainly, SetupFault } from '../config/setup-fault.ts'

const KNOWN_MAX = 20_000

/**
 * Makes a visitor without a user id the same subject as long as it is kept. Signed, so that a visitor cannot choose a
 * side by choosing an id.
 */
export type StickyCookie = {
  /** The first subject in a `Cookie` header that we signed, or null when it carries none. */
  subjectIn(cookieHeader: string | undefined): string | null
  mint(): { readonly subject: string; readonly setCookie: string }
}

export function stickyCookie(secret: Uint8Array, like: VisitorCookie): StickyCookie {
  const attributes = cookieAttributes(like)
  const ours = new RegExp(`(?:^|;)[ \\t]*${like.name}=([^;]*)`, 'g')
  /** Signatures checked before: most requests come from people who were here a moment ago. */
  const known = new Map<string, string>()
  const sign = (subject: string) => createHmac('sha256', secret).update(subject).digest()
  const signed = (token: string): string | null => {
    const dot = token.indexOf('.')
    const subject = token.slice(0, dot)
    const signature = Buffer.from(token.slice(dot + 1), 'base64url')
    const expected = sign(subject)
    if (dot < 1 || signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(token, subject)
    return subject
  }

  return {
    subjectIn(cookieHeader) {
      if (cookieHeader === undefined) return null
      for (const token of valuesIn(cookieHeader, ours)) {
        const subject = known.get(token) ?? signed(token)
        if (subject !== null) return subject
      }
      return null
    },

    mint() {
      const subject = randomBytes(16).toString('base64url')
      const token = `${subject}.${sign(subject).toString('base64url')}`
      return {
        subject,
        setCookie: `${like.name}=${token}; ${attributes}`,
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
    throw new SetupFault(`The gateway cannot make its cookie secret ${path}: ${plainly(cause)}.`, OWN_PLACE, {
      cause,
    })
  }
  try {
    const { mode } = await stat(path)
    if (isOpenToOthers(mode))
      throw new SetupFault(
        `The gateway's cookie secret ${path} can be read by others.`,
        `Take it from the others: ${closeToOthers(mode, path)}`,
      )
    const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url')
    if (secret.length < 32)
      throw new SetupFault(
        `The gateway's cookie secret ${path} is shorter than 32 bytes.`,
        'Remove it, and the next start makes a new one; visitors without a user id are then drawn anew.',
      )
    return secret
  } catch (cause) {
    if (cause instanceof SetupFault) throw cause
    throw new SetupFault(`The gateway cannot read its cookie secret ${path}: ${plainly(cause)}.`, OWN_PLACE, {
      cause,
    })
  }
}

const OWN_PLACE = 'Name a file in cookieSecretFile that this user may read and write.'

/** Tells two secrets apart, and says nothing about either. */
export const cookieKeyOf = (secret: Uint8Array): string =>
  createHmac('sha256', secret).update('which secret signs the cookies').digest('hex').slice(0, 12)

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

/** Of our cookie, in their order; with a space after the semicolon or without one, as clients write it. */
function valuesIn(cookieHeader: string, ours: RegExp): string[] {
  const values: string[] = []
  for (const [, value = ''] of cookieHeader.matchAll(ours)) {
    values.push(value)
    if (values.length === VALUES_MAX) break
  }
  return values
}

/** Each costs a signature. A browser sends one for each path and domain. */
const VALUES_MAX = 8
