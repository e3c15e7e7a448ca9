import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from '../../routes.ts'

test('every body has an example, and it is one', async () => {
  for (const { id, body, example } of operations().filter(({ body }) => body !== undefined))
    assert.equal(body?.safeParse(example).error, undefined, id)
})

test('what stops a canary is urgent', async () => {
  for (const { id, permission, urgent = false } of operations())
    if (permission === 'kill' || id === 'commandChange') assert.ok(urgent, id)
})
