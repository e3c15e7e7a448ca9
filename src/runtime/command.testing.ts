/**
 * What the rig's binding runs: `node command.testing.ts NAME`. It tells the rig's log that it began, does what
 * `mode-NAME` says (quick, slow, hang), and gives an output.
 */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

const [name = ''] = process.argv.slice(2)
const { RIG_DIR = '', CUTWATER_KEY, CUTWATER_SIDE, CUTWATER_VERSION, CUTWATER_OUTPUT = '' } = process.env
const modeFile = join(RIG_DIR, `mode-${name}`)
const mode = existsSync(modeFile) ? readFileSync(modeFile, 'utf8') : 'quick'
const log = (...words: unknown[]) => appendFileSync(join(RIG_DIR, 'log'), `${words.join(' ')}\n`)

log('begun', name, CUTWATER_KEY, CUTWATER_SIDE, CUTWATER_VERSION, process.pid)
if (process.env.TRACEPARENT !== undefined) log('traced', name, process.env.TRACEPARENT)
if (mode === 'hang') {
  const helper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  log('helper', name, CUTWATER_KEY, helper.pid)
  await sleep(600_000)
}
if (mode === 'slow') await sleep(2_500)
writeFileSync(CUTWATER_OUTPUT, JSON.stringify({ side: CUTWATER_SIDE ?? '' }))
log('ended', name, CUTWATER_KEY)
process.stdout.write(`${name} is done, the token is ${process.env.TOKEN}\n`)
