import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Signer } from '../../ports/store/journal.ts'

export type FileSigner = Signer & {
  /** For `verifier`; each verifier keeps a copy of its own. */
  readonly publicKeyPem: string
}

/**
 * An Ed25519 key kept in `dir`: `checkpoint.key` is the private key (0600, made at the first start), `checkpoint.pub`
 * the public one. Throws when the private key can be read by others.
 */
export async function openSigner(dir: string): Promise<FileSigner> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, 'checkpoint.key')
  const key = createPrivateKey((await readPrivate(path)) ?? (await makePrivate(path)))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is not an Ed25519 key`)
  const publicKey = createPublicKey(key)
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  await keepPublic(join(dir, 'checkpoint.pub'), publicKeyPem)
  return {
    key: keyName(publicKey),
    publicKeyPem,
    sign: async (hash) => sign(null, Buffer.from(hash), key).toString('base64'),
  }
}

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
