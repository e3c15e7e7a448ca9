// What can be known without running Cutwater: types, lint and format, and who imports whom.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './node24.mjs'

export function staticParts() {
  const parts = [
    { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
    { name: 'core types', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.core.json'] },
    { name: 'boundaries', args: ['tools/boundaries.ts'], note: (output) => output.trim().split('\n').at(-1) },
    { name: 'lint, format', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  ]
  // tsc calls an empty project an error; with no core there is nothing to say about it.
  return parts.filter(({ name }) => name !== 'core types' || holdsTypeScript(join(root, 'src', 'core')))
}

function holdsTypeScript(directory) {
  if (!existsSync(directory)) return false
  return readdirSync(directory, { recursive: true }).some((path) =>
    /(?<!\.(test|suite|testing))\.ts$/.test(path),
  )
}
