import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { measureHouse, quantile, touched } from './house.ts'

test('measures rooms, circles, files and lines, tests apart', () => {
  const files = [
    { path: 'src/a/one.ts', lines: 10 },
    { path: 'src/a/two.ts', lines: 30 },
    { path: 'src/a/two.test.ts', lines: 500 },
    { path: 'src/b/three.ts', lines: 20 },
    { path: 'web/src/page.tsx', lines: 90 },
    { path: 'stories/01-first.story.ts', lines: 70 },
    { path: 'tools/check.mjs', lines: 900 },
  ]
  const imports = [
    { from: 'src/a/one.ts', to: 'src/b/three.ts' },
    { from: 'src/b/three.ts', to: 'src/a/two.ts' },
    { from: 'web/src/page.tsx', to: 'src/a/one.ts' },
  ]
  assert.deepEqual(measureHouse(files, imports), {
    rooms: 3,
    circles: 1,
    roomsInCircles: 2,
    largestRooms: [
      { room: 'src/a', files: 2 },
      { room: 'src/b', files: 1 },
      { room: 'web/src', files: 1 },
    ],
    sourceFiles: 4,
    medianLines: 20,
    p90Lines: 90,
    longestFiles: [
      { path: 'web/src/page.tsx', lines: 90 },
      { path: 'src/a/two.ts', lines: 30 },
      { path: 'src/b/three.ts', lines: 20 },
      { path: 'src/a/one.ts', lines: 10 },
    ],
    testFiles: 2,
  })
})

test('of no values every quantile is 0', () => assert.equal(quantile([], 0.5), 0))

describe('sorts what a change touches', () => {
  for (const [path, sort] of [
    ['src/core/plan/fill.ts', 'source'],
    ['web/src/style/all.css', 'source'],
    ['src/adapters/postgres/migrations/0001-journal.sql', 'source'],
    ['plans/dual-deploy.yaml', 'source'],
    ['src/core/plan/fill.test.ts', 'test'],
    ['src/ports/store.suite.ts', 'test'],
    ['stories/survive.ts', 'test'],
    ['src/cli/screen/golden/holding.txt', 'test'],
    ['src/core/plan/dual-deploy.golden.json', 'test'],
    ['GLOSSARY.md', 'doc'],
    ['docs/examples/bad.yaml', 'doc'],
    ['schemas/openapi.json', 'generated'],
    ['package-lock.json', 'generated'],
    ['docs/bench.md', 'generated'],
  ] as const)
    test(`${path} is ${sort}`, () =>
      assert.deepEqual(touched([path]), { source: [], test: [], doc: [], generated: [], [sort]: [path] }))
})
