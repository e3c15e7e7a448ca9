import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeCircle, type Import, roomCircles } from './room-circles.ts'

const imports = (...lines: readonly string[]): Import[] =>
  lines.map((line) => {
    const [from = '', to = ''] = line.split(' -> ')
    return { from, to }
  })
const roomsOf = (...lines: readonly string[]) => roomCircles(imports(...lines)).map(({ rooms }) => rooms)

test('finds two rooms that import each other through different files', () =>
  assert.deepEqual(roomsOf('src/a/one.ts -> src/b/two.ts', 'src/b/three.ts -> src/a/four.ts'), [
    ['src/a', 'src/b'],
  ]))

test('finds a circle over three rooms, and not those that only lead there', () =>
  assert.deepEqual(
    roomsOf(
      'src/a/a.ts -> src/b/b.ts',
      'src/b/b.ts -> src/c/c.tsx',
      'src/c/c.tsx -> src/a/d.ts',
      'src/d/d.ts -> src/a/a.ts',
      'src/a/a.ts -> src/e/e.ts',
    ),
    [['src/a', 'src/b', 'src/c']],
  ))

test('a room and the one around it are two rooms', () =>
  assert.deepEqual(roomsOf('src/a/a.ts -> src/a/b/b.ts', 'src/a/b/c.ts -> src/a/d.ts'), [
    ['src/a', 'src/a/b'],
  ]))

test('tells two circles apart', () =>
  assert.deepEqual(
    roomsOf(
      'src/a/a.ts -> src/b/b.ts',
      'src/b/b.ts -> src/a/c.ts',
      'src/b/b.ts -> src/c/c.ts',
      'src/c/c.ts -> src/d/d.ts',
      'src/d/d.ts -> src/c/e.ts',
    ),
    [
      ['src/a', 'src/b'],
      ['src/c', 'src/d'],
    ],
  ))

test('imports within a room, by tests or of tests make no circle', () =>
  assert.deepEqual(
    roomsOf(
      'src/a/a.ts -> src/a/b.ts',
      'src/a/b.ts -> src/a/a.ts',
      'src/a/a.ts -> src/b/b.ts',
      'src/b/b.test.ts -> src/a/a.ts',
      'src/b/b.suite.ts -> src/a/a.ts',
      'src/b/b.ts -> src/a/a.testing.ts',
    ),
    [],
  ))

test('describes a circle by its arrows, and the thinnest by its imports', () => {
  const [circle] = roomCircles(
    imports(
      'src/a/one.ts -> src/b/two.ts',
      'src/a/four.ts -> src/b/two.ts',
      'src/b/three.ts -> src/a/four.ts',
    ),
  )
  assert.ok(circle)
  assert.equal(
    describeCircle(circle),
    ['src/b -> src/a (1)', 'src/a -> src/b (2)', 'thinnest:', '  src/b/three.ts -> src/a/four.ts'].join('\n'),
  )
})
