import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { preparedNames } from './prepared.ts'

describe('the names of prepared statements', () => {
  it('are given to what is asked a fifth time, and then stay', () => {
    const nameOf = preparedNames()
    const names = Array.from({ length: 7 }, () => [nameOf('SELECT $1'), nameOf('SELECT $2')])
    assert.deepEqual(names.slice(0, 4).flat(), Array(8).fill(undefined))
    assert.deepEqual(names.slice(4), Array(3).fill(['often_1', 'often_2']))
  })

  it('are never more than a connection can remember, and never for what is long', () => {
    const nameOf = preparedNames({ most: 2 })
    const texts = [`SELECT ${'x'.repeat(10_000)}`, 'SELECT 1', 'SELECT 2', 'SELECT 3']
    for (let i = 0; i < 10; i++) texts.forEach(nameOf)
    assert.deepEqual(texts.map(nameOf), [undefined, 'often_1', 'often_2', undefined])
  })

  it('are not remembered for texts that do not come again', () => {
    const nameOf = preparedNames()
    for (let i = 0; i < 10_000; i++) {
      assert.equal(nameOf(`SELECT ${i}`), undefined)
      if (i % 400 === 0) nameOf('SELECT')
    }
    assert.equal(nameOf('SELECT'), 'often_1')
  })
})
