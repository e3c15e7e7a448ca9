import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crowdedRooms } from './room-size.ts'

const files = (count: number, room: string, ending = '.ts') =>
  Array.from({ length: count }, (_, index) => `${room}/file-${index}${ending}`)

test('finds a room with more than thirty source files, the largest first', () =>
  assert.deepEqual(crowdedRooms([...files(31, 'src/a'), ...files(40, 'web/src/b', '.tsx')]), [
    'web/src/b: 40 source files, at most 30',
    'src/a: 31 source files, at most 30',
  ]))

test('thirty are not too many', () => assert.deepEqual(crowdedRooms(files(30, 'src/a')), []))

test('counts each room apart from those inside it', () =>
  assert.deepEqual(crowdedRooms([...files(20, 'src/a'), ...files(20, 'src/a/b')]), []))

for (const ending of ['.test.ts', '.suite.ts', '.suite.test.ts', '.story.ts', '.testing.ts', '.json', '.md'])
  test(`does not count ${ending}`, () => assert.deepEqual(crowdedRooms(files(31, 'src/a', ending)), []))
