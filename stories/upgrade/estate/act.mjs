// Every command of the estate: it leaves a line, waits while it is held, and fails when it is told to.
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { argv, env, exit } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

const name = argv[2]
const { CUTWATER_CHANGE, CUTWATER_TARGET, CUTWATER_SIDE, CUTWATER_VERSION } = env
appendFileSync('acts.jsonl', `${JSON.stringify({ name, change: CUTWATER_CHANGE })}\n`)
while (existsSync(`held/${name}`)) await sleep(25)
if (existsSync(`fails/${name}`)) {
  process.stdout.write(`${name} was ordered to fail\n`)
  exit(1)
}
if (name === 'deploy') {
  mkdirSync('deployed', { recursive: true })
  writeFileSync(`deployed/${CUTWATER_TARGET}-${CUTWATER_SIDE}`, CUTWATER_VERSION)
}
process.stdout.write(`${name} is done\n`)
