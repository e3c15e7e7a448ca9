/** What every world stands on: a directory of its own, sockets, and the promise that nothing is left running. */
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readJsonFile, writeJsonFile } from '../process/json-file.ts'
import { startTimeOf, stillRuns } from '../process/start-time.ts'
import { endAllSides } from './side.ts'
import { socketPath } from './socket-path.ts'

type Stoppable = { readonly stop: () => Promise<void> }

export type Ground = {
  readonly dir: string
  readonly adminSocket: string
  /** HAProxy's runtime socket, where it stands instead of the gateway. */
  readonly haproxySocket: string
  /**
   * Starts all of them at the same time, and throws what failed first once each has come up or failed. Null: somebody
   * else ends it, as sides are ended by their files.
   */
  readonly startAll: (starts: readonly (() => Promise<Stoppable | null>)[]) => Promise<void>
}

/**
 * Builds a world in `dir`. Throws when another demo runs there, or when a part does not come up; then nothing is left
 * running. `stop` ends everything that was started, and whatever deploys started on its sides.
 */
export async function onGround<T>(
  dir: string,
  build: (ground: Ground) => Promise<T>,
): Promise<T & { readonly stop: () => Promise<void> }> {
  mkdirSync(resolve(dir), { recursive: true, mode: 0o700 })
  const place = realpathSync(dir)
  const claim = claimDirectory(place)
  const socket = socketPath(place)
  const children: Stoppable[] = []
  const stop = async () => {
    await Promise.all([...children.map((child) => child.stop()), endAllSides(place)])
    if (socket.folder) rmSync(socket.folder, { recursive: true, force: true })
    rmSync(claim, { force: true })
  }
  // One that fails must not leave the others without an owner: each is in the list as soon as it runs.
  const startAll: Ground['startAll'] = async (starts) => {
    const started = await Promise.allSettled(
      starts.map(async (start) => {
        const child = await start()
        if (child !== null) children.push(child)
      }),
    )
    const failed = started.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
  }
  try {
    await endAllSides(place)
    const built = await build({
      dir: place,
      adminSocket: socket.path,
      haproxySocket: join(dirname(socket.path), 'haproxy.sock'),
      startAll,
    })
    return { ...built, stop }
  } catch (error) {
    await stop()
    const because = error instanceof Error ? error.message : String(error)
    throw new Error(`the demo could not be started: ${because}`, { cause: error })
  }
}

/** Two demos in one directory would end each other's processes. */
function claimDirectory(dir: string): string {
  const file = join(dir, 'run', 'world.json')
  const owner = readJsonFile<{ pid: number; startTime: string }>(file)
  if (owner && stillRuns(owner.pid, owner.startTime))
    throw new Error(`a demo already runs in ${dir}, as process ${owner.pid}`)
  writeJsonFile(file, { pid: process.pid, startTime: startTimeOf(process.pid) })
  return file
}
