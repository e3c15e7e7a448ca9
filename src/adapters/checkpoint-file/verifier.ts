import { createPublicKey, verify } from 'node:crypto'
import { keyName } from './signer.ts'

export type Verifier = {
  /** How checkpoints name this key. */
  readonly key: string
  verifySignature(hash: string, signature: string): boolean
}

/** Checks signatures against a pinned public key. Throws when the text is not an Ed25519 public key. */
export function verifier(publicKeyPem: string): Verifier {
  const key = createPublicKey(publicKeyPem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the pinned key is not an Ed25519 public key')
  return {
    key: keyName(key),
    verifySignature: (hash, signature) =>
      verify(null, Buffer.from(hash), key, Buffer.from(signature, 'base64')),
  }
}
