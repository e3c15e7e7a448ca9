// One setup at a time in one tree. The lock is a directory holding a file for each process that must be dead
// before another may take over. Renaming a filled directory onto it is atomic: it succeeds when nothing is there
// or when what is there is empty. A breaker unlinks only the names of the dead, so it can never break a live lock.
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { kill, pid, platform } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 200

/** Waits for the lock. `onWait(pid)` is called once, when somebody else is found to hold it. */
export async function takeLock(path, onWait) {
  const mine = `${path}.${randomUUID()}`
  mkdirSync(dirname(path), { recursive: true })
  mkdirSync(mine)
  const marks = []
  const mark = (directory, id) => {
    const name = `${id}.${randomUUID()}`
    writeFileSync(join(directory, name), '')
    marks.push(name)
  }
  mark(mine, pid)

  for (let waited = false; !take(mine, path); waited = true) {
    const owner = livingOwner(path)
    if (owner === undefined) continue
    if (!waited) onWait?.(owner)
    await sleep(pollMs)
  }
  return {
    /** A child that outlives us keeps the lock until it ends. */
    shareWith: (childPid) => mark(path, childPid),
    release() {
      for (const name of marks) rmSync(join(path, name), { force: true })
      removeIfEmpty(path)
    },
  }
}

function take(mine, path) {
  try {
    renameSync(mine, path)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(error.code) || (error.code === 'EPERM' && platform === 'win32'))
      return false
    rmSync(mine, { recursive: true, force: true })
    throw error
  }
}

/** The process that holds the lock; the marks of dead ones are cleared away. */
function livingOwner(path) {
  let names = []
  try {
    names = readdirSync(path)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  for (const name of names) {
    const owner = Number.parseInt(name, 10)
    if (isAlive(owner)) return owner
    try {
      unlinkSync(join(path, name))
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }
  removeIfEmpty(path)
  return undefined
}

function removeIfEmpty(path) {
  try {
    rmdirSync(path)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code) && platform !== 'win32') throw error
  }
}

function isAlive(id) {
  try {
    kill(id, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
