import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startTimeOf, stillRuns } from './start-time.ts'

/**
 * Picks free ports of 127.0.0.1, all different, and for this process alone: several worlds may stand side by side. They
 * lie below the range that systems take for outgoing connections, because a side is deployed long after its port was
 * picked, under traffic that opens many of those.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  for (let attempt = 0; found.size < count; attempt += 1) {
    if (attempt > count * 50) throw new Error(`found only ${found.size} of ${count} free ports on 127.0.0.1`)
    const port = randomInt(20_000, 32_000)
    if (!found.has(port) && (await isFree(port)) && reserve(port)) found.add(port)
  }
  return [...found]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

const reserved = new Set<string>()

/** A file for each port that names the process that picked it; void once that process is gone. */
function reserve(port: number): boolean {
  // An account without a name, as in many containers, has a number all the same.
  const user = process.getuid?.() ?? userInfo().username
  const folder = join(tmpdir(), `cutwater-ports-${user}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, String(port))
  try {
    writeFileSync(file, `${process.pid} ${startTimeOf(process.pid)}`, { flag: 'wx' })
    if (reserved.size === 0)
      process.once('exit', () => {
        for (const each of reserved) rmSync(each, { force: true })
      })
    reserved.add(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const [pid, startTime = ''] = readFileSync(file, 'utf8').split(' ')
    if (startTime !== '' && !stillRuns(Number(pid), startTime)) rmSync(file, { force: true })
    return false
  }
}
