import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import ts from 'typescript'
import { impurities } from './purity.ts'

const root = dirname(import.meta.dirname)
/** The core, and the words that run in the page as well. */
const pureFiles = globSync('src/{core,read/words}/**/*.ts', { cwd: root }).filter(
  (path) => !/\.(test|suite|testing)\.ts$/.test(path),
)

test('the core and the words read no clock, no random number and nothing around them', () => {
  const found = pureFiles.flatMap((path) =>
    impurities(path, readFileSync(join(root, path), 'utf8')).map(
      ({ line, what }) => `${path}:${line} ${what}`,
    ),
  )
  assert.deepEqual(found, [])
})

describe('finds what is planted', () => {
  const plants: readonly [text: string, what: string][] = [
    ['const at = Date.now()', 'Date.now'],
    ["const at = Date['now']()", 'Date.(as a value)'],
    ['const clock = Date', 'Date.(as a value)'],
    ['const { now } = Date', 'Date.(as a value)'],
    ['const at = new Date()', 'new Date()'],
    ['const at = new Date', 'new Date()'],
    ['const at = Date()', 'Date()'],
    ['const at = Temporal.Now.instant()', 'Temporal.Now'],
    ['const { Now } = Temporal', 'Temporal.(as a value)'],
    ['const chance = Math.random()', 'Math.random'],
    ['const { random } = Math', 'Math.(as a value)'],
    ['const at = performance.now()', 'performance'],
    ['const home = process.env.HOME', 'process'],
    ['const it = { process }', 'process'],
    ['const id = crypto.randomUUID()', 'crypto'],
    ["const at = globalThis['Date'].now()", 'globalThis'],
    ["import { readFileSync } from 'node:fs'", 'node:fs'],
    ["import type { Stats } from 'node:fs'", 'node:fs'],
    ["export * from 'node:fs'", 'node:fs'],
    ["const fs = await import('node:fs')", 'node:fs'],
    ["const fs = require('fs')", 'require'],
    ["const asked = fetch('/v1')", 'fetch'],
    ['const at = D\\u0061te.now()', 'Date.now'],
    ["import { readFileSync } from 'n\\ode:fs'", 'node:fs'],
    ["const fs = await import /* later */ ('fs')", 'import()'],
    ['const chance = Math\n  .random()', 'Math.random'],
  ]
  for (const [text, what] of plants) {
    test(text, () => {
      assert.deepEqual(impurities('planted.ts', `\n${text}`), [{ line: 2, what }])
    })
  }
})

describe('lets pass what only looks like it', () => {
  const harmless = [
    'const at = new Date(0)',
    'const at = Date.UTC(2026, 0)',
    'const isDate = (it: unknown): it is Date => it instanceof Date',
    'type Step = { process: string }; const name = (step: Step) => step.process',
    'const most = Math.max(1, 2)',
    "const text = 'Date.now() in process'",
    "const at = Temporal.Instant.from('2026-01-01T00:00:00Z')",
    'function process(): void {}',
  ]
  for (const text of harmless) test(text, () => assert.deepEqual(impurities('planted.ts', text), []))
})

describe('the compiler, as tsconfig.core.json sets it up, knows nothing around the language', () => {
  // With every library that the core may import, because one that drags in Node's types would undo it all.
  const libraries = [
    "export * as a from 'zod'",
    "export * as b from 'yaml'",
    "export * as c from '@marcbachmann/cel-js'",
    "export * as d from 'canonicalize'",
    "export * as e from '@noble/hashes/sha2.js'",
  ]
  const names = [
    'process',
    'fetch',
    'setTimeout',
    'console',
    'crypto',
    'performance',
    'Buffer',
    'structuredClone',
  ]
  const text = [...libraries, ...names.map((name) => `export const its_${name} = ${name}`)].join('\n')
  const complaints = compileInCore(text)

  for (const name of names) {
    test(`rejects ${name}`, () => {
      assert.ok(
        complaints.some((line) => line.includes(`'${name}'`)),
        complaints.join('\n') || 'nothing rejected',
      )
    })
  }
  test('and accepts every library of the core', () =>
    assert.equal(complaints.length, names.length, complaints.join('\n')))
})

/** What the compiler says about a file that is not on disk but would be in src/core. */
function compileInCore(text: string): string[] {
  const path = join(root, 'src', 'core', 'planted.ts')
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.core.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (problem) => {
        throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'))
      },
    },
  )
  assert.ok(config)
  const host = ts.createCompilerHost(config.options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => name === path || fileExists.call(host, name)
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, text, rest[0], true) : getSourceFile.call(host, name, ...rest)
  const program = ts.createProgram([path], config.options, host)
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}
