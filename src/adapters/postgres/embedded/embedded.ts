import { mkdir, realpath } from 'node:fs/promises'
import { binariesFor } from './binaries.ts'
import { clusterIn } from './cluster.ts'
import { chooseLaunch } from './launch.ts'
import { takeOwnership } from './owner.ts'
import { startPostmaster, stopLeftover } from './postmaster.ts'

export type Embedded = {
  /** Connection URL, password included: never log it. */
  readonly url: string
  /** Resolves when the database ends, for any reason; null when a signal ended it. */
  readonly exited: Promise<number | null>
  /** What Postgres complained of last, in its own words. */
  complaint(): Promise<string>
  /** Ends the database, letting nothing that was committed be lost, and gives the directory up. */
  stop(): Promise<void>
}

/**
 * A real Postgres of our own in `dir`, listening on 127.0.0.1 at a free port. It outlives a crash of this process;
 * the next start then takes the directory over and stops it first. Throws `DirectoryInUse` when another live server
 * has the directory, and plain errors that say what to do when Postgres cannot be run here.
 */
export async function startEmbedded(options: { dir: string; signal?: AbortSignal }): Promise<Embedded> {
  const { signal } = options
  await mkdir(options.dir, { recursive: true, mode: 0o700 })
  const dir = await realpath(options.dir)
  const owner = await takeOwnership(dir)
  try {
    await stopLeftover(dir)
    const launch = await chooseLaunch(await binariesFor(process.platform, process.arch), dir)
    signal?.throwIfAborted()
    const cluster = await clusterIn(dir, launch, signal)
    const postmaster = await startPostmaster(cluster, launch, signal)
    const stop = async () => {
      await postmaster.stop()
      await owner.release()
    }
    return {
      url: cluster.urlAt(postmaster.port),
      exited: postmaster.exited,
      complaint: postmaster.complaint,
      stop,
    }
  } catch (error) {
    await owner.release()
    throw error
  }
}

export { DirectoryInUse } from './owner.ts'
