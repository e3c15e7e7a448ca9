import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'

const trees: string[] = []
after(() => {
  for (const path of trees) rmSync(path, { recursive: true, force: true })
})

const testOf = (name: string, body = '') => `test('${name}', () => {${body}})\n`

describe('a run with every kind of failure', () => {
  const tree = plant({
    'src/passes.test.ts': `${testOf('passes')}describe('around', () => { test('inside', () => {}) })`,
    'src/fails.test.ts': `describe('around', () => { test('fails', () => { throw new Error('on purpose') }) })`,
    'src/skips.test.ts': `test('skips', { skip: 'MISSING part' }, () => {})\ntest('later', { todo: 'not yet' }, () => {})`,
    'src/empty.test.ts': 'export {}',
    'src/unloadable.test.ts': `throw new Error('while loading')`,
    'src/hook.suite.test.ts': `describe('hooked', () => { before(() => { throw new Error('in the hook') }); test('never', () => {}) })`,
    'src/empty.suite.test.ts': 'export {}',
    'src/unloadable.suite.test.ts': `throw new Error('while loading')`,
    'src/leaves.suite.test.ts': `${testOf('first')}test('leaves', async () => { await later(300); process.exit(0) })`,
    'src/shared.suite.ts': `export const shared = () => ${testOf('of the suite')}`,
    'src/shared.suite.test.ts': `import { shared } from './shared.suite.ts'\nshared()`,
  })
  const { status, output } = runTests(tree)
  const ending = output.slice(output.lastIndexOf('\nfailed:'))

  test('exits with 1', () => assert.equal(status, 1))
  for (const line of [
    'around > fails (src/fails.test.ts:',
    'src/empty.test.ts holds no tests',
    'unloadable.test.ts can be loaded',
    'hooked > never (src/hook.suite.test.ts:',
    'src/empty.suite.test.ts holds no tests, or ended before it reported them all',
    'src/unloadable.suite.test.ts as a whole',
    'src/leaves.suite.test.ts holds no tests, or ended before it reported them all',
  ])
    test(`names ${line}`, () => assert.ok(ending.includes(line), output))
  test('names nothing that passed', () => assert.doesNotMatch(ending, /passes|shared|inside/))
  test('tells why a test failed', () => assert.match(output, /FAILED {2}around > fails .*\n.*on purpose/))
  test('lists each skip with its reason', () => {
    assert.match(output, /^ {2}skips \(src\/skips\.test\.ts:\d+\): MISSING part$/m)
    assert.match(output, /^ {2}later \(src\/skips\.test\.ts:\d+\): not yet$/m)
  })
  test('ends with the counts alone on a line', () =>
    assert.match(output, /\n\n\d+ passed, \d+ failed, 2 skipped\n$/))
})

describe('a run in which all is well', () => {
  const tree = plant({
    'src/one.test.ts': testOf('one'),
    'src/two.test.ts': testOf('two'),
    'src/three.suite.test.ts': testOf('three'),
    'stories/01-four.story.ts': testOf('four'),
  })
  const check = (title: string, args: string[], status: number, counts: string) =>
    test(title, () => {
      const run = runTests(tree, ...args)
      assert.deepEqual([run.status, run.output.trimEnd().split('\n').at(-1)], [status, counts], run.output)
    })
  check('exits with 0', [], 0, '4 passed, 0 failed, 0 skipped')
  check('--only runs one kind', ['--only', 'unit'], 0, '2 passed, 0 failed, 0 skipped')
  check('a path narrows', [join(tree, 'stories/01')], 0, '1 passed, 0 failed, 0 skipped')
  check(
    'a path that matches nothing is a failure',
    [join(tree, 'nowhere')],
    1,
    '0 passed, 1 failed, 0 skipped',
  )
  check(
    'what failed before the tests is a failure',
    ['--failed-before', 'types', join(tree, 'src/one')],
    1,
    '1 passed, 1 failed, 0 skipped',
  )
})

test('a process that runs on after its last test is stopped, and fails', () => {
  const limit = pathToFileURL(join(import.meta.dirname, 'process-limit.mjs'))
  const args = [`--import=${limit}?seconds=0.3`, '-e', 'setInterval(() => {}, 1000)']
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })
  assert.equal(status, 1)
  assert.match(stderr, /still running after 0\.3 s, so it was stopped/)
})

function runTests(tree: string, ...args: string[]): { status: number | null; output: string } {
  // Node's runner does nothing inside a test unless it is not told that it is.
  const { NODE_TEST_CONTEXT, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'run-tests.ts'), '--root', tree, ...args],
    { encoding: 'utf8', env, timeout: 60_000 },
  )
  return { status, output: stdout + stderr }
}

function plant(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'cutwater-tests-'))
  trees.push(tree)
  const heading = `import { before, describe, test } from 'node:test'\nimport { setTimeout as later } from 'node:timers/promises'\n`
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), heading + text)
  }
  writeFileSync(join(tree, 'package.json'), '{"type":"module"}')
  return tree
}
