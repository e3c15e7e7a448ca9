import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { ENGINE } from '../access/actor.ts'
import { anyText } from '../text/any-text.testing.ts'
import { canonicalText } from './canonical.ts'
import { GENESIS, hashOf, seal } from './chain.ts'
import { merkleRoot } from './merkle.ts'

const entry = (data: unknown) => ({ at: 5, actor: ENGINE, type: 'written', version: 1, data })
const head = (seq: number) => ({ stream: `s/${seq}`, seq, hash: GENESIS })
const leaf = (seq: number) => sha256(concatBytes(Uint8Array.of(0), utf8ToBytes(canonicalText(head(seq)))))
const node = (a: Uint8Array, b: Uint8Array) => sha256(concatBytes(Uint8Array.of(1), a, b))

test('the hash of an entry does not depend on the order of its fields or on a way through JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), anyText, (data, text) => {
      const sealed = seal(GENESIS, 'change/X', 1, entry({ data, text, nothing: undefined }))
      assert.equal(hashOf(JSON.parse(JSON.stringify(sealed))), sealed.hash)
      assert.equal(hashOf(Object.fromEntries(Object.entries(sealed).reverse()) as typeof sealed), sealed.hash)
    }),
  )
})

test('a lone surrogate is replaced, a number that is none is refused', () => {
  assert.deepEqual(seal(GENESIS, 's', 1, entry({ output: 'a\ud800b\u0000' })).data, {
    output: 'a\ufffdb\u0000',
  })
  assert.throws(() => seal(GENESIS, 's', 1, entry({ ratio: Number.NaN })), /NaN has no place in a journal/)
})

test('the Merkle root is that of RFC 6962: split at the largest power of two, leaves and nodes kept apart', () => {
  assert.equal(merkleRoot([]), bytesToHex(sha256(new Uint8Array())))
  assert.equal(merkleRoot([head(1)]), bytesToHex(leaf(1)))
  const five = node(node(node(leaf(1), leaf(2)), node(leaf(3), leaf(4))), leaf(5))
  assert.equal(merkleRoot([1, 2, 3, 4, 5].map(head)), bytesToHex(five))
  assert.equal(hexToBytes(merkleRoot([head(1), head(2)])).length, 32)
})
