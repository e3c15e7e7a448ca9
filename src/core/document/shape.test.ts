import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { shape } from './shape.ts'

const schema = z.strictObject({
  instance: z.string(),
  adminSocket: z.string(),
  route: z.strictObject({ blue: z.string(), green: z.string() }).optional(),
})
const said = (root: unknown) =>
  shape(schema, root).faults.map(
    ({ path, code, message, remedy }) => `${path.join('.')} ${code}: ${message}: ${remedy}`,
  )

test('a key that is misspelt is one fault, not a missing and an unknown one', () => {
  const cases: readonly (readonly [root: unknown, faults: readonly string[]])[] = [
    [
      { instance: 'edge-1', adminSoket: 'run/x' },
      ['adminSoket unknown-key: unknown key adminSoket: did you mean adminSocket?'],
    ],
    [
      { instanse: 'edge-1', admin_socket: 'run/x' },
      [
        'instanse unknown-key: unknown key instanse: did you mean instance?',
        'admin_socket unknown-key: unknown key admin_socket: did you mean adminSocket?',
      ],
    ],
    [
      { instance: 'edge-1', adminSocket: 'run/x', route: { blue: 'a', gren: 'b' } },
      ['route.gren unknown-key: unknown key gren: did you mean green?'],
    ],
  ]
  for (const [root, faults] of cases) assert.deepEqual(said(root), faults)
})

test('what is not near a missing key, or stands elsewhere, says nothing about it', () => {
  assert.deepEqual(
    said({ instance: 'edge-1', port: 'x' }).map((line) => line.split(':')[0]),
    [' missing', 'port unknown-key'],
  )
  assert.deepEqual(
    said({ instance: 'edge-1', route: { blue: 'a', green: 'b', adminSocket: 'x' } }).map(
      (line) => line.split(':')[0],
    ),
    [' missing', 'route.adminSocket unknown-key'],
  )
  // One key cannot be meant by two.
  assert.deepEqual(
    said({ instance: 'edge-1', adminSoket: 'a', adminSockett: 'b' }).map((line) => line.split(':')[0]),
    ['adminSoket unknown-key', 'adminSockett unknown-key'],
  )
})
