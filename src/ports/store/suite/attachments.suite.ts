import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { ATTACHMENTS_MAX } from '../../../core/change/items/attachment-bounds.ts'
import type { Store } from '../store.ts'
import { ALICE, exampleRunbook, fresh, newChange, T0 } from './example.testing.ts'

/** Files that come with ticks. */
export function attachmentsSuite(store: () => Store): void {
  const keep = (change: string, content: Uint8Array) => {
    const sha256 = createHash('sha256').update(content).digest('hex')
    return store().attachments.keep({ change, sha256, content, actor: ALICE, now: T0 })
  }
  const open = async () => {
    const { id } = await store().ticks.create(newChange(exampleRunbook(fresh('attached'))))
    return id
  }

  test('a file is kept byte by byte, once for each change, and only for a change that there is', async () => {
    const id = await open()
    const content = new Uint8Array([0, 255, 10, 13, 0, 1])
    const sha256 = createHash('sha256').update(content).digest('hex')
    assert.deepEqual([await keep(id, content), await keep(id, content)], ['kept', 'kept'])
    assert.equal(await keep('CHG-1999-0001', content), 'unknown-change')
    assert.deepEqual(await store().attachments.find(id, sha256), { bytes: 6 })
    const read = await store().attachments.read(id, sha256)
    assert.ok(read !== null)
    assert.deepEqual(new Uint8Array(read), content)
    assert.equal(await store().attachments.find(await open(), sha256), null)
    assert.equal(await store().attachments.read(id, '0'.repeat(64)), null)
  })

  test('a change has a bound of files, and one that it has already is no new one', async () => {
    const id = await open()
    for (let i = 0; i < ATTACHMENTS_MAX; i++)
      assert.equal(await keep(id, new Uint8Array([i % 256, 1])), 'kept')
    assert.equal(await keep(id, new Uint8Array([0, 2])), 'full')
    assert.equal(await keep(id, new Uint8Array([0, 1])), 'kept')
  })
}
