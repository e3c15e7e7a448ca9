import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { checkBoundaries, type Report } from './boundaries.ts'

const root = dirname(import.meta.dirname)
const overlays: string[] = []
after(() => {
  for (const path of overlays) rmSync(path, { recursive: true, force: true })
})

/** What an honest tree looks like, one file for each permission that a rule grants. */
const clean: Record<string, string> = {
  'src/core/change.ts': `import { z } from 'zod'\nexport const change = z`,
  'src/core/plan.ts': `import { parse } from 'yaml'\nimport { change } from './change.ts'\nexport const plan = [parse, change]`,
  'src/core/change.test.ts': `import { test } from 'node:test'\nimport fc from 'fast-check'\nimport { change } from './change.ts'\ntest('x', () => [fc, change])`,
  'src/ports/store.ts': `import type { change } from '../core/change.ts'\nexport type Store = typeof change`,
  'src/ports/store.suite.ts': `import { test } from 'node:test'\nimport type { Store } from './store.ts'\nexport const suite = (_: Store) => test`,
  'src/runtime/drive.ts': `import { setTimeout } from 'node:timers'\nimport pino from 'pino'\nimport type { Store } from '../ports/store.ts'\nexport const drive = (_: Store) => [pino, setTimeout]`,
  'src/read/list.ts': `import type { Store } from '../ports/store.ts'\nexport const list = (_: Store) => 1`,
  'src/adapters/postgres/store.ts': `import pg from 'pg'\nimport type { Store } from '../../ports/store.ts'\nexport const open = (_: Store) => pg`,
  'src/adapters/postgres/store.suite.test.ts': `import { suite } from '../../ports/store.suite.ts'\nimport { open } from './store.ts'\nsuite(open as never)`,
  'src/adapters/webhook/webhook.suite.test.ts': `import { HTTP } from 'cloudevents'\nexport const tested = HTTP`,
  'src/adapters/shell/run.ts': `import { spawn } from 'node:child_process'\nexport const run = spawn`,
  'src/http/client/client.ts': `import type { change } from '../../core/change.ts'\nexport type Client = typeof change`,
  'src/http/app.ts': `import { Hono } from 'hono'\nimport { drive } from '../runtime/drive.ts'\nimport { list } from '../read/list.ts'\nexport const app = [Hono, drive, list]`,
  'src/compose/server.ts': `import { open } from '../adapters/postgres/store.ts'\nimport { run } from '../adapters/shell/run.ts'\nimport { app } from '../http/app.ts'\nexport const compose = [open, run, app]`,
  'src/cli/main.ts': `import { Command } from 'commander'\nimport { compose } from '../compose/server.ts'\nimport type { Client } from '../http/client/client.ts'\nimport { shop } from '../../demo/shop.ts'\nexport const main = (_: Client) => [Command, compose, shop]`,
  'web/src/page.tsx': `import { createRoot } from 'react-dom/client'\nimport type { list } from '../../src/read/list.ts'\nimport { word } from '../../src/read/words/word.ts'\nexport const page = (_: typeof list) => [createRoot, word]`,
  'src/read/words/word.ts': `import type { list } from '../list.ts'\nimport { percent } from '../../core/traffic/percent.ts'\nexport const word = (_: typeof list) => percent`,
  'src/core/traffic/percent.ts': 'export const percent = 1',
  'demo/shop.ts': `import { createServer } from 'node:http'\nimport type { Client } from '../src/http/client/client.ts'\nexport const shop = (_: Client) => createServer`,
}

/** Each plant is one file with one import, and the rule that must find it. */
const plants: readonly [file: string, imported: string, rule: string][] = [
  ['src/core/a.ts', '../ports/store.ts', 'core-own-tree'],
  ['src/core/b.ts', '../runtime/drive.ts', 'core-own-tree'],
  ['src/core/c.ts', '../../demo/shop.ts', 'core-own-tree'],
  ['src/core/d.ts', 'pino', 'core-packages'],
  ['src/core/e.ts', 'node:fs', 'core-builtins'],
  ['src/core/f.ts', 'crypto', 'core-builtins'],
  ['src/core/g/h.ts', 'pg', 'core-packages'],
  ['src/ports/a.ts', '../runtime/drive.ts', 'ports-own-tree'],
  ['src/ports/b.ts', 'undici', 'ports-packages'],
  ['src/ports/c.ts', 'node:net', 'ports-builtins'],
  ['src/runtime/a.ts', '../adapters/shell/run.ts', 'runtime-own-tree'],
  ['src/runtime/b.ts', '../read/list.ts', 'runtime-own-tree'],
  ['src/runtime/c.ts', 'kysely', 'runtime-packages'],
  ['src/read/a.ts', '../runtime/drive.ts', 'read-own-tree'],
  ['src/read/b.ts', 'pg', 'read-packages'],
  ['src/adapters/shell/a.ts', '../postgres/store.ts', 'adapters-own-tree'],
  ['src/adapters/shell/b.ts', '../../runtime/drive.ts', 'adapters-own-tree'],
  ['src/adapters/shell/c.ts', 'pg', 'adapter-unnamed-packages'],
  ['src/adapters/postgres/c.ts', 'hono', 'adapter-postgres-packages'],
  ['src/http/a.ts', '../adapters/shell/run.ts', 'http-own-tree'],
  ['src/http/b.ts', '../ports/store.ts', 'http-own-tree'],
  ['src/http/c.ts', '../compose/server.ts', 'http-own-tree'],
  ['src/http/d.ts', 'pg', 'http-packages'],
  ['src/cli/a.ts', '../adapters/shell/run.ts', 'cli-own-tree'],
  ['src/cli/b.ts', '../http/app.ts', 'cli-own-tree'],
  ['src/cli/c.ts', 'pg', 'cli-packages'],
  ['src/runtime/d.test.ts', './e.test.ts', 'no-test-in-test'],
  ['src/runtime/f.ts', '../ports/store.suite.ts', 'no-test-material'],
  ['src/runtime/g.ts', 'typescript', 'runtime-packages'],
  ['src/adapters/webhook/b.ts', 'cloudevents', 'adapter-webhook-packages'],
  ['src/runtime/h.ts', 'semver', 'no-undeclared-packages'],
  ['src/runtime/i.ts', './nowhere.ts', 'no-unresolvable'],
  ['demo/a.ts', '../src/core/change.ts', 'demo-own-tree'],
  ['demo/b.ts', '../src/compose/server.ts', 'demo-own-tree'],
  ['demo/c.ts', 'fast-check', 'demo-packages'],
  ['bench/a.ts', '../demo/shop.ts', 'bench-own-tree'],
  ['web/src/a.tsx', '../../src/http/client/client.ts', 'web-own-tree'],
  ['web/src/b.tsx', '../../src/read/list.ts', 'web-words-only'],
  ['src/read/words/a.ts', '../list.ts', 'words-alone'],
  ['src/read/words/b.ts', 'zod', 'words-alone'],
  ['src/read/words/c.ts', 'node:util', 'words-alone'],
  ['src/core/change/commands/command.ts', '../../plan.ts', 'words-alone'],
  ['web/src/c.ts', 'undici', 'web-packages'],
  ['web/src/d.ts', 'node:fs', 'web-builtins'],
]

test('finds nothing in a tree that keeps every rule, and does look at it', async () => {
  const { modules, violations } = await checkBoundaries(overlay(clean))
  assert.deepEqual(violations, [])
  assert.equal(modules, Object.keys(clean).length)
})

test('finds each planted import', async (t) => {
  const files: Record<string, string> = { ...clean, 'src/runtime/e.test.ts': 'export {}' }
  for (const [file, imported] of plants)
    files[file] = `import * as it from '${imported}'\nexport const planted = it`
  const report = await checkBoundaries(overlay(files))
  for (const [file, imported, rule] of plants) {
    await t.test(`${rule}: ${file} imports ${imported}`, () => assertFound(report, rule, file))
  }
})

test('finds a planted circle, also one of types', async () => {
  const report = await checkBoundaries(
    overlay({
      ...clean,
      'src/core/one.ts': `import { two } from './two.ts'\nexport const one = () => two`,
      'src/core/two.ts': `import { one } from './one.ts'\nexport const two = () => one`,
      'src/core/three.ts': `import type { Four } from './four.ts'\nexport type Three = { four: Four }`,
      'src/core/four.ts': `import type { Three } from './three.ts'\nexport type Four = { three: Three }`,
    }),
  )
  // The tool reports a circle once, from whichever of its members comes first in the alphabet.
  assert.deepEqual(
    report.violations.map(({ rule, from }) => [rule, from]),
    [
      ['no-circles', 'src/core/four.ts'],
      ['no-circles', 'src/core/one.ts'],
    ],
  )
})

test('finds a planted circle of rooms whose files make none, also one of types', async () => {
  const report = await checkBoundaries(
    overlay({
      ...clean,
      'src/core/one/a.ts': `import { b } from '../two/b.ts'\nexport const a = () => b`,
      'src/core/two/b.ts': 'export const b = 1',
      'src/core/two/c.ts': `import type { D } from '../one/d.ts'\nexport type C = D`,
      'src/core/one/d.ts': 'export type D = 1',
      'src/core/two/b.test.ts': `import { a } from '../three/e.ts'\nexport const tested = a`,
      'src/core/three/e.ts': `import { b } from '../two/b.ts'\nexport const a = b`,
    }),
  )
  assert.deepEqual(
    report.violations.map(({ rule, from, to }) => [rule, from, to]),
    [['no-room-circles', 'src/core/one', 'src/core/two']],
  )
  const [{ why } = { why: '' }] = report.violations
  assert.match(why, /src\/core\/one\/a\.ts -> src\/core\/two\/b\.ts/)
  assert.match(why, /src\/core\/two -> src\/core\/one \(1\)/)
})

test('an import of a type alone counts', async () => {
  const files = {
    ...clean,
    'src/core/a.ts': `import type { Store } from '../ports/store.ts'\nexport type A = Store`,
  }
  assertFound(await checkBoundaries(overlay(files)), 'core-own-tree', 'src/core/a.ts')
})

test('every entry of src has a rule of its own', () => {
  const ruled = ['adapters', 'cli', 'compose', 'core', 'http', 'ports', 'read', 'runtime']
  assert.deepEqual(
    readdirSync(join(root, 'src')).filter(
      (name) => !ruled.includes(name) && !/^compose\..*test\.ts$/.test(name),
    ),
    [],
  )
})

function assertFound({ violations }: Report, rule: string, from: string): void {
  const found = violations.filter((violation) => violation.from === from).map((violation) => violation.rule)
  assert.ok(found.includes(rule), `${from}: expected ${rule}, found ${found.join(', ') || 'nothing'}`)
}

function overlay(files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), 'cutwater-boundaries-'))
  overlays.push(path)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  cpSync(join(root, 'package.json'), join(path, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
  return path
}
