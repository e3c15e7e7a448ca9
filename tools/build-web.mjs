// Builds the live page into .cache/web/site, and does nothing when it is built from exactly these sources already.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process, { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import mayImport from '../web/may-import.cjs'
import { nodeEnvironment, requireNode, root } from './node24.mjs'
import { readIfThere } from './read-if-there.mjs'
import { say } from './say.mjs'
import { takeLock } from './setup-lock.mjs'

const web = join(root, 'web')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const cache = join(root, '.cache', 'web')
const site = join(cache, 'site')
const stamp = join(cache, 'built-from')
const buildLimitMs = 120_000

/** Returns 'built', 'ready', or why there is no page: it cannot be built without the development tools. */
export async function buildWeb(node = requireNode()) {
  if (isBuilt()) return 'ready'
  if (!existsSync(vite)) return `the development tools are not installed (npm ci --include=dev in ${root})`
  mkdirSync(cache, { recursive: true })
  const lock = await takeLock(join(cache, 'build.lock'), (owner) =>
    say(`another build of the page is at work (process ${owner}), waiting for it`),
  )
  try {
    return isBuilt() ? 'ready' : await build(node, lock)
  } finally {
    lock.release()
  }
}

function isBuilt() {
  return existsSync(join(site, 'index.html')) && readIfThere(stamp) === sources()
}

/** Whole into place at the end, so that nobody is served half of it. */
async function build(node, lock) {
  say('building the live page, a few seconds')
  const from = sources()
  const making = join(cache, `making-${process.pid}`)
  try {
    const args = [vite, 'build', web, '--logLevel', 'warn', '--outDir', making, '--emptyOutDir']
    const child = spawn(node, args, {
      cwd: root,
      env: nodeEnvironment(node),
      stdio: ['ignore', 2, 2],
      timeout: buildLimitMs,
    })
    if (child.pid) lock.shareWith(child.pid)
    const outcome = await new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message))
      child.on('exit', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`))
    })
    if (outcome !== undefined) return `the build failed: ${outcome}`
    rmSync(stamp, { force: true })
    rmSync(site, { recursive: true, force: true })
    renameSync(making, site)
    writeFileSync(stamp, from)
    return 'built'
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

/** Types of the server's views are checked elsewhere; what is built depends on these files alone. */
function sources() {
  const hash = createHash('sha256')
  const paths = ['web/', ...mayImport, 'package-lock.json'].flatMap(filesAt).sort()
  for (const path of paths) {
    const text = readFileSync(path)
    hash.update(`${path.slice(root.length)} ${text.length}\n`).update(text)
  }
  return hash.digest('hex')
}

function filesAt(path) {
  if (!path.endsWith('/')) return [join(root, path)]
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((file) => join(file.parentPath, file.name))
}

/** For entry points: without a page everything else works, so it is said and not fatal. */
export async function buildWebOrSay(node) {
  try {
    const outcome = await buildWeb(node)
    if (outcome !== 'built' && outcome !== 'ready') say(`the live page is not built: ${outcome}`)
    return outcome === 'built' || outcome === 'ready'
  } catch (error) {
    say(`the live page is not built: ${error.message}`)
    return false
  }
}

if (argv[1] === fileURLToPath(import.meta.url) && !(await buildWebOrSay(requireNode()))) process.exitCode = 1
