import assert from 'node:assert/strict'
import { test } from 'node:test'
import { together } from './together.ts'

/** Each read waits until it is let go, and answers its number. */
function reads() {
  const open: PromiseWithResolvers<string>[] = []
  const asked: string[] = []
  const read = together((key: string) => {
    asked.push(key)
    const one = Promise.withResolvers<string>()
    open.push(one)
    return one.promise
  })
  return {
    read,
    asked,
    let: (n: number) => open[n]?.resolve(`${n}`),
    fail: (n: number) => open[n]?.reject(new Error('gone')),
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('two hundred who ask at once cost two reads', async () => {
  const house = reads()
  const all = Promise.all(Array.from({ length: 200 }, () => house.read('A')))
  house.let(0)
  await turn()
  house.let(1)
  assert.deepEqual([...new Set(await all)], ['0', '1'])
  assert.deepEqual(house.asked, ['A', 'A'])
})

test('who asks while a read is under way gets one that began afterwards', async () => {
  const house = reads()
  const first = house.read('A')
  const second = house.read('A')
  const other = house.read('B')
  house.let(1)
  assert.equal(await other, '1', 'another change waits for nothing')
  house.let(0)
  assert.equal(await first, '0')
  await turn()
  const third = house.read('A')
  house.let(2)
  await turn()
  house.let(3)
  assert.deepEqual(await Promise.all([second, third]), ['2', '3'])
})

test('a read that fails fails for those who waited for it, and the next begins all the same', async () => {
  const house = reads()
  const first = house.read('A')
  const second = house.read('A')
  house.fail(0)
  await assert.rejects(first, /gone/)
  await turn()
  house.let(1)
  assert.equal(await second, '1')
  const third = house.read('A')
  house.let(2)
  assert.equal(await third, '2')
})
