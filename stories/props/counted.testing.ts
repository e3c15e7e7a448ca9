/**
 * Leaves a line for each execution before it does anything, so that a story can count what was really done:
 * `counted.testing.ts do LOG NAME WAIT_MS [SCRIPT ARGS...]`; `... look LOG NAME` ends with 0 when NAME was done for
 * this change.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const [what, log = '', name = '', waitMs = '0', script, ...args] = process.argv.slice(2)
const { CUTWATER_KEY: key = '', CUTWATER_CHANGE: change = '' } = process.env

if (what === 'look') {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  const done = lines
    .map((line) => JSON.parse(line))
    .some((line) => line.name === name && line.change === change && line.was === 'done')
  process.stdout.write(done ? `${name} was done\n` : `${name} was not done\n`)
  process.exitCode = done ? 0 : 1
} else {
  write('begun')
  await sleep(Number(waitMs))
  if (script !== undefined) {
    process.argv.splice(2, process.argv.length, ...args)
    await import(script)
  }
  // The script says by its exit code that it failed; then nothing was done.
  if (process.exitCode === undefined || process.exitCode === 0) write('done')
}

/** One small write to a file opened for appending: lines of several processes do not mix. */
function write(was: 'begun' | 'done'): void {
  appendFileSync(log, `${JSON.stringify({ was, name, key, change, pid: process.pid, at: Date.now() })}\n`)
}
