// The command line of an installed package, on the Node that it finds. Plain JavaScript: that Node may be an old one.
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process, { env, platform, stderr, versions } from 'node:process'

const OLDEST = [24, 2]

if (isOlder(versions.node))
  refuse(
    `this is Node ${versions.node}, and Cutwater needs ${OLDEST.join('.')} or newer: install it, and see that \`node\` on your PATH is that one`,
  )
// The package may belong to somebody else and be read-only; what a start can use again is kept for each user.
env.CUTWATER_CACHE = env.CUTWATER_CACHE || join(usersCache(), 'cutwater')
env.NODE_COMPILE_CACHE = env.NODE_COMPILE_CACHE || join(env.CUTWATER_CACHE, 'compile')
nodeModule.enableCompileCache(env.NODE_COMPILE_CACHE)
// By a name that is made here: in a checkout it need not be there.
const { main } = await import(new URL('../dist/src/cli/main.js', import.meta.url).href)
await main()

function isOlder(version) {
  const [major, minor] = version.split('.').map(Number)
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
}

function usersCache() {
  if (platform === 'win32') return env.LOCALAPPDATA || join(home(), 'AppData', 'Local')
  return env.XDG_CACHE_HOME || join(home(), '.cache')
}

function home() {
  try {
    return homedir()
  } catch {
    return refuse('this account has no home directory: name a directory of its own in CUTWATER_CACHE')
  }
}

function refuse(sentence) {
  stderr.write(`cutwater: ${sentence}.\n`)
  process.exit(1)
}
