import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbedded } from '../adapters/postgres/embedded/embedded.ts'
import { takeOwnership } from '../adapters/postgres/embedded/owner.ts'
import type { DatabaseAccess } from '../adapters/postgres/hosts/hosts.ts'
import { openStore } from '../adapters/postgres/open.ts'
import { openJournalToRead, type ReadJournal } from '../adapters/postgres/open-journal.ts'
import type { Journal } from '../ports/store/journal.ts'
import { wordsOf } from '../runtime/context/plain-error.ts'
import { NotServable } from './binding.ts'

export type OpenedJournal = Pick<Journal, 'streams' | 'checkpoints'> & {
  readonly entries: Journal['read']
  close(): Promise<void>
}

/**
 * The journal without a server: of any database, or of a data directory. The built-in database is started for it,
 * which is refused (`DirectoryInUse`) while a server has it.
 */
export async function openJournal(
  from: { readonly dataDir: string } | { readonly database: DatabaseAccess },
): Promise<OpenedJournal> {
  if ('database' in from) return sourceIn(await openJournalToRead(from.database))
  const directory = await existing(join(from.dataDir, 'postgres'))
  const owner = await takeOwnership(from.dataDir)
  try {
    const database = await startEmbedded({ dir: directory })
    return await journalIn(database.url, async () => {
      await database.stop()
      await owner.release()
    })
  } catch (error) {
    await owner.release()
    throw error
  }
}

/** A wrong path must not quietly become a new, empty database. */
async function existing(directory: string): Promise<string> {
  await stat(directory).catch((cause: unknown) => {
    throw new NotServable(`there is no database in ${directory}: ${wordsOf(cause)}`, [], cause)
  })
  return directory
}

const sourceIn = ({ streams, read, checkpoints, close }: ReadJournal): OpenedJournal => ({
  ...{ streams, checkpoints, close },
  entries: read,
})

/** Of the built-in one, which no other server may have brought to this version yet. */
async function journalIn(url: string, closeDatabase: () => Promise<void>): Promise<OpenedJournal> {
  try {
    const { journal, close } = await openStore({ url, connections: 4 })
    return {
      ...sourceIn({ ...journal, close }),
      close: async () => {
        await close()
        await closeDatabase()
      },
    }
  } catch (error) {
    await closeDatabase()
    throw error
  }
}
