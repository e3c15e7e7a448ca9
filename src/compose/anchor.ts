import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lastSignedIn } from '../adapters/checkpoint-file/signer.ts'
import { fileSink } from '../adapters/checkpoint-file/sink.ts'
import { verifier } from '../adapters/checkpoint-file/verifier.ts'
import type { Checkpoint } from '../core/journal/entry.ts'
import type { VerifySignature } from '../core/journal/verify.ts'
import type { SignedHead } from '../ports/store/journal.ts'
import { wordsOf } from '../runtime/context/plain-error.ts'
import { NotServable } from './binding.ts'

export const sinkFile = (dataDir: string): string => join(dataDir, 'checkpoints.jsonl')
export const keyDirectory = (dataDir: string): string => join(dataDir, 'keys')

export type OpenedAnchor = {
  readonly signers: ReadonlyMap<string, VerifySignature>
  readonly sink: readonly Checkpoint[]
  /** What the key here remembers to have signed last; null where keys are given, or it remembers nothing. */
  readonly lastSigned: SignedHead | null
}

/**
 * What `journal verify` needs beside the journal: the checkpoints outside the database, and the keys that are pinned
 * here. Each server signs with its own; the public ones of the others are put beside ours by a person, never taken
 * from the database.
 */
export async function openAnchor(
  dataDir: string,
  publicKeys: readonly string[] = [],
  sink = sinkFile(dataDir),
): Promise<OpenedAnchor> {
  const files = publicKeys.length > 0 ? publicKeys : await pinnedIn(keyDirectory(dataDir))
  const verifiers = await Promise.all(files.map(async (file) => verifier(await keyIn(file))))
  return {
    signers: new Map(verifiers.map(({ key, verifySignature }) => [key, verifySignature])),
    sink: await fileSink(sink).read(),
    lastSigned: publicKeys.length > 0 ? null : await lastSignedIn(keyDirectory(dataDir)),
  }
}

async function keyIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new NotServable(`the public key ${file} cannot be read: ${wordsOf(cause)}`, [], cause)
  }
}

async function pinnedIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const pinned = names.filter((name) => name.endsWith('.pub')).sort()
  if (pinned.length === 0)
    throw new NotServable(
      `there is no public key (*.pub) in ${directory}: name your copy of each server's with --public-key FILE`,
    )
  return pinned.map((name) => join(directory, name))
}
