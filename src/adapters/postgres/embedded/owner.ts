import { randomUUID } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts'

export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'
}

export class DirectoryNotWritable extends Error {
  override readonly name = 'DirectoryNotWritable'
}

export type Ownership = { release(): Promise<void> }

/**
 * One live server a directory. The lock is a file that names its owner's process; that of a dead owner is retired.
 * Retiring is guarded by a second file named after the very lock that is retired, so that of two servers starting at
 * once neither can remove the other's new lock.
 */
export async function takeOwnership(dir: string): Promise<Ownership> {
  const lock = join(dir, 'owner.json')
  const mine: Owner = { ...(await ownIdentity()), token: randomUUID() }
  for (let round = 0; round < 20; round++) {
    if (await create(lock, mine)) return { release: () => release(lock, mine) }
    const other = await ownerIn(lock)
    if (other === null) continue
    if (await isAlive(other)) throw inUse(dir, other)
    await retire(dir, lock, other, mine)
  }
  throw new DirectoryInUse(`several cutwater servers are starting in ${dir} at once; start one`)
}

type Owner = ProcessIdentity & { readonly token: string }

async function retire(dir: string, lock: string, dead: Owner, mine: Owner): Promise<void> {
  const guard = join(dir, `owner.retiring-${dead.token}`)
  if (!(await create(guard, mine))) {
    const retiring = await ownerIn(guard)
    if (retiring === null) return
    if (await isAlive(retiring)) throw inUse(dir, retiring)
    await rm(guard, { force: true })
    return
  }
  try {
    const now = await ownerIn(lock)
    if (now?.token === dead.token) await rm(lock, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
}

async function release(lock: string, mine: Owner): Promise<void> {
  const now = await ownerIn(lock)
  if (now?.token === mine.token) await rm(lock, { force: true })
}

/** Whole or not at all: written aside, then linked. False when there is one already. */
async function create(path: string, owner: Owner): Promise<boolean> {
  const aside = `${path}.${owner.token}`
  const file = await open(aside, 'w', 0o600).catch((cause: unknown) => {
    throw new DirectoryNotWritable(`nothing can be written to ${dirname(path)}`, { cause })
  })
  try {
    await file.writeFile(JSON.stringify(owner))
    await file.sync()
    await link(aside, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await file.close()
    await rm(aside, { force: true })
  }
}

async function ownerIn(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`${path} cannot be read; if no cutwater server is running, delete it`, { cause: error })
  }
}

function inUse(dir: string, { pid }: ProcessIdentity): DirectoryInUse {
  return new DirectoryInUse(`another cutwater server (pid ${pid}) is using ${dir}`)
}
