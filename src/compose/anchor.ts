import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileSink } from '../adapters/checkpoint-file/sink.ts'
import { type Verifier, verifier } from '../adapters/checkpoint-file/verifier.ts'
import type { Checkpoint } from '../core/journal/entry.ts'

export const sinkFile = (dataDir: string): string => join(dataDir, 'checkpoints.jsonl')
export const keyDirectory = (dataDir: string): string => join(dataDir, 'keys')

/** What `journal verify` needs beside the journal: the checkpoints outside the database, and the key that is pinned here. */
export async function openAnchor(
  dataDir: string,
  publicKey = join(keyDirectory(dataDir), 'checkpoint.pub'),
  sink = sinkFile(dataDir),
): Promise<Verifier & { readonly sink: readonly Checkpoint[] }> {
  const { key, verifySignature } = verifier(await readFile(publicKey, 'utf8'))
  return { key, verifySignature, sink: await fileSink(sink).read() }
}
