import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isKeyLost } from '../adapters/checkpoint-file/signer.ts'
import { keyDirectory, sinkFile } from './anchor.ts'

export type SigningFinding = { readonly is: 'good' | 'warning' | 'bad'; readonly says: string }

/** Whether what ties the journal of this data directory to the outside is there, and is outside. */
export async function examineSigning(dataDir: string): Promise<readonly SigningFinding[]> {
  const keys = keyDirectory(dataDir)
  if ((await deviceOf(keys)) === null) return []
  if (await isKeyLost(keys))
    return [
      {
        is: 'bad',
        says: `the key that signed the journal is gone from ${keys}: put it back from a backup, or have a new one taken with cutwater journal resume --because REASON`,
      },
    ]
  const places = await Promise.all([keys, sinkFile(dataDir), join(dataDir, 'postgres')].map(deviceOf))
  const [key, sink, database] = places
  if (sink === null) return [{ is: 'warning', says: 'nothing was signed yet' }]
  const shared = database !== null && database === key && database === sink
  return [shared ? SHARED : { is: 'good', says: `signed by ${keys}, kept in ${sinkFile(dataDir)}` }]
}

const SHARED: SigningFinding = {
  is: 'warning',
  says:
    'signing key, checkpoints and database are on one disk: who can write there, or a disk that fails, takes all three. ' +
    'Put DATA/keys and DATA/checkpoints.jsonl on another one (links are followed), use a Postgres elsewhere, ' +
    'or keep what cutwater journal verify prints as head, for --expect',
}

/** Null when it is not there. Links are followed. */
async function deviceOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ dev }) => dev,
    () => null,
  )
}
