import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { headText, readHead } from '../../core/journal/checkpoint.ts'
import type { SignedHead, Signer, SigningKey } from '../../ports/store/journal.ts'
import { keepWhole } from './keep-whole.ts'

export type FileSigner = Signer & {
  /** For `verifier`; each verifier keeps a copy of its own. */
  readonly publicKeyPem: string
}

const KEY = 'checkpoint.key'
const PUBLIC = 'checkpoint.pub'
const SIGNED = 'checkpoint.signed'

/**
 * An Ed25519 key kept in `dir`: `checkpoint.key` is the private key (0600, made at the first start), `checkpoint.pub`
 * the public one, `checkpoint.signed` the number and hash of what it signed last. Where the public key or such a hash
 * is left without the private one, or `signedBefore` says that a key was here, the key is lost: none is made until
 * `renew`. Throws when the private key can be read by others.
 */
export async function openSigningKey(
  dir: string,
  signedBefore: () => Promise<boolean> = async () => false,
): Promise<SigningKey> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const has = async (name: string) => (await readIf(join(dir, name))) !== null
  const isLost =
    (await readPrivate(join(dir, KEY))) === null &&
    ((await has(PUBLIC)) || (await has(SIGNED)) || (await signedBefore()))
  let lost = isLost ? { key: await publicKeyName(join(dir, PUBLIC)) } : null
  let signer = isLost ? null : await openSigner(dir)
  return {
    signer: () => signer,
    lost: () => lost,
    async renew() {
      if (signer !== null) return signer
      const left = join(dir, PUBLIC)
      if (lost?.key) await rename(left, join(dir, `checkpoint-${lost.key}.pub`)).catch(nullWhenMissing)
      signer = await openSigner(dir)
      lost = null
      return signer
    },
    lastSigned: () => lastSignedIn(dir),
    remember: (head) => keepWhole(join(dir, SIGNED), `${headText(head)}\n`),
  }
}

/** The key of `dir`, which is made when there is none. */
export async function openSigner(dir: string): Promise<FileSigner> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, KEY)
  const key = createPrivateKey((await readPrivate(path)) ?? (await makePrivate(path)))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is not an Ed25519 key`)
  const publicKey = createPublicKey(key)
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  await keepPublic(join(dir, PUBLIC), publicKeyPem)
  return {
    key: keyName(publicKey),
    publicKeyPem,
    sign: async (hash) => sign(null, Buffer.from(hash), key).toString('base64'),
  }
}

/** What the key in `dir` is known to have signed last; null for nothing, or for what cannot be read. */
export async function lastSignedIn(dir: string): Promise<SignedHead | null> {
  const text = await readIf(join(dir, SIGNED))
  return text === null ? null : readHead(text)
}

/** Whether the private key is gone whose public one, or whose last signature, is still in `dir`. */
export async function isKeyLost(dir: string): Promise<boolean> {
  const [key, pinned, signed] = await Promise.all(
    [KEY, PUBLIC, SIGNED].map((name) => readIf(join(dir, name))),
  )
  return key === null && (pinned !== null || signed !== null)
}

async function publicKeyName(path: string): Promise<string | null> {
  const pem = await readIf(path)
  if (pem === null) return null
  try {
    return keyName(createPublicKey(pem))
  } catch {
    return null
  }
}

const readIf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(nullWhenMissing)

/** SHA-256 of the raw public key, first 16 hex digits. */
export function keyName(publicKey: KeyObject): string {
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  return createHash('sha256').update(raw).digest('hex').slice(0, 16)
}

async function readPrivate(path: string): Promise<string | null> {
  const found = await stat(path).catch(nullWhenMissing)
  if (found === null) return null
  if ((found.mode & 0o077) !== 0)
    throw new Error(`${path} can be read by others; if that is harmless, chmod 600 it, else delete it`)
  return readFile(path, 'utf8')
}

/** Written aside and linked: two servers that start at once end up with the same key. */
async function makePrivate(path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const aside = `${path}.${randomUUID()}`
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
  return readFile(path, 'utf8')
}

async function keepPublic(path: string, pem: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(nullWhenMissing)) === pem) return
  const file = await open(path, 'w', 0o644)
  try {
    await file.writeFile(pem)
    await file.sync()
  } finally {
    await file.close()
  }
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
