import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asPacked, bundleOf } from './as-packed.ts'

const sources = new Set(['src/cli/main.ts', 'src/cli/commands/demo/demo.ts', 'demo/services/pager.ts'])
const packed = (source: string, path = 'src/cli/main.ts') =>
  asPacked(path, source, { sources, beside: ['playwright-core'] })

test('types go, and every line and column stays where it was', () => {
  const source = "import type { A } from './a.ts'\nexport const a: A = '…→'; export const b = 1 as number\n"
  const { text } = packed(source)
  const of = (lines: string) => lines.split('\n').map((line) => line.indexOf('const'))
  assert.deepEqual(of(text), of(source))
  assert.doesNotMatch(text, /\bA\b|as number/)
})

test('the name of a script ends in .js wherever it stands', () => {
  const rows: readonly [string, string][] = [
    ["import { a } from './commands/demo/demo.ts'", "import { a } from './commands/demo/demo.js'"],
    ["export { a } from './commands/demo/demo.ts'", "export { a } from './commands/demo/demo.js'"],
    ["await import('./commands/demo/demo.ts')", "await import('./commands/demo/demo.js')"],
    ['import(`./commands/${a}/${b}.ts`)', 'import(`./commands/${a}/${b}.js`)'],
    ["new URL('./main.ts', import.meta.url)", "new URL('./main.js', import.meta.url)"],
    ["join(here, '…', 'services/pager.ts')", "join(here, '…', 'services/pager.js')"],
    ["globSync('**/*.ts')", "globSync('**/*.js')"],
    ["const text = 'what main.ts says'", "const text = 'what main.ts says'"],
  ]
  for (const [source, text] of rows) assert.equal(packed(source).text, text)
})

test('a name that leads to nothing that is packed is refused, with its place', () => {
  assert.throws(
    () => packed("\nrun('nowhere.ts')"),
    /^Error: src\/cli\/main\.ts:2: "nowhere\.ts" ends in \.ts and names no/,
  )
  assert.throws(() => packed("import './rig.testing.ts'"), /names no file that is packed/)
})

test('packages are imported from the file that they are bundled into, and only what is named is wanted', () => {
  const { text, wants } = packed(
    [
      "import pg, { type Client, DatabaseError } from 'pg'",
      "import * as all from '@noble/hashes/sha2.js'",
      "import { join } from 'node:path'",
      "const { default: protobuf, util } = await import('protobufjs')",
      "const { chromium } = await import('playwright-core')",
    ].join('\n'),
    'src/cli/commands/demo/demo.ts',
  )
  assert.match(text, /from '\.\.\/\.\.\/\.\.\/\.\.\/packages\/pg\.js'/)
  assert.match(text, /from '\.\.\/\.\.\/\.\.\/\.\.\/packages\/noble-hashes-sha2\.js'/)
  assert.match(text, /import\('playwright-core'\)/)
  assert.deepEqual(
    wants.map(({ of, name }) => `${of} ${name}`),
    ['pg default', 'pg DatabaseError', '@noble/hashes/sha2.js *', 'protobufjs default', 'protobufjs util'],
  )
  assert.equal(bundleOf('@noble/hashes/sha2.js'), 'packages/noble-hashes-sha2.js')
})

test('a package that is imported later says what is taken of it', () => {
  assert.throws(
    () => packed("const all = await import('yaml')"),
    /main\.ts:1: write const \{ … \} = await import\('yaml'\)/,
  )
})
