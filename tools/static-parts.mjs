// What can be known without running Cutwater: types, lint and format, and who imports whom.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './node24.mjs'

export function staticParts() {
  const parts = [
    types('types', 'tsconfig.json'),
    types('core types', 'tsconfig.core.json'),
    types('page types', 'web/tsconfig.json'),
    { name: 'boundaries', args: ['tools/boundaries.ts'], note: (output) => output.trim().split('\n').at(-1) },
    { name: 'lint, format', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  ]
  // tsc calls an empty project an error; with no core there is nothing to say about it.
  return parts.filter(({ name }) => name !== 'core types' || holdsTypeScript(join(root, 'src', 'core')))
}

/**
 * By the native compiler, which takes half the time of the one in JavaScript; that one stays for tools that need its
 * API. It keeps what it found, and looks again only at what has changed since.
 *
 * One checker each: every further one works out the types of the libraries anew, twice the work for four of them, and
 * other parts keep the other processors busy. It frees memory less often than it would by itself, where as much again
 * as it holds is soon asked for: that was a sixth of its work.
 */
function types(name, project) {
  const kept = join('.cache', 'types', `${name.replace(' ', '-')}.tsbuildinfo`)
  const compiler = ['node_modules/typescript-native/bin/tsc', '-p', project]
  return {
    name,
    args: [...compiler, '--checkers', '1', '--incremental', '--tsBuildInfoFile', kept],
    env: { GOGC: '400' },
  }
}

function holdsTypeScript(directory) {
  if (!existsSync(directory)) return false
  return readdirSync(directory, { recursive: true }).some((path) =>
    /(?<!\.(test|suite|testing))\.ts$/.test(path),
  )
}
