import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differingSides } from './differing-sides.ts'

test('another port is an error, another host may be another name of the same place', () => {
  const green = 'http://127.0.0.1:4202'
  const cases: readonly (readonly [bound: string, routed: string, said: string | null])[] = [
    ['http://127.0.0.1:4101', 'http://127.0.0.1:4101', null],
    ['http://127.0.0.1:4101/', 'http://127.0.0.1:4101', null],
    ['http://shop:80', 'http://shop', null],
    ['http://localhost:4101', 'http://127.0.0.1:4101', null],
    ['http://[::1]:4101', 'http://localhost:4101', null],
    ['http://127.0.0.1:4103', 'http://127.0.0.1:4102', 'error'],
    ['http://localhost:4103', 'http://127.0.0.1:4102', 'error'],
    ['http://shop', 'https://shop', 'error'],
    ['http://127.0.0.1:4101', 'http://shop-blue:8080', 'warning'],
    ['http://shop.example:80', 'http://10.0.0.7:80', 'warning'],
  ]
  for (const [blue, routed, said] of cases) {
    const found = differingSides({ blue, green }, { blue: routed, green })
    assert.deepEqual(
      found.map(({ side, severity }) => `${side} ${severity}`),
      said === null ? [] : [`blue ${said}`],
      blue,
    )
    for (const { message } of found) assert.ok(message.includes(blue) && message.includes(routed), message)
  }
})

test('sides that changed places are two differences', () => {
  const [blue, green] = ['http://127.0.0.1:1', 'http://127.0.0.1:2']
  assert.deepEqual(
    differingSides({ blue, green }, { blue: green, green: blue }).map(({ side }) => side),
    ['blue', 'green'],
  )
})
