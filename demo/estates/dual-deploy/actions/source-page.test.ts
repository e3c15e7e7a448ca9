import assert from 'node:assert/strict'
import { test } from 'node:test'
import { itemsOf, type SourcePage } from './source-page.ts'

test('flattens what the source says, and names the item that is incomplete', () => {
  const properties = {
    Name: { title: [{ plain_text: 'Her' }, { plain_text: 'on' }] },
    Role: { rich_text: [{ plain_text: 'Watches' }] },
    Status: { status: { name: 'active' } },
  }
  const page = (given: unknown) =>
    ({ results: [{ id: 'agt-1', properties: given }], has_more: false, next_cursor: null }) as SourcePage
  assert.deepEqual(itemsOf(page(properties)), [
    { id: 'agt-1', name: 'Heron', role: 'Watches', status: 'active' },
  ])
  assert.throws(() => itemsOf(page({ ...properties, Status: undefined })), /agt-1 is incomplete/)
})
