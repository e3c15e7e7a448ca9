import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runs } from '../drawn/runs.testing.ts'
import { anyText } from '../text/any-text.testing.ts'
import { murmur3 } from './murmur3.ts'

/** Published vectors of MurmurHash3_x86_32 over UTF-8 text. */
const vectors: readonly (readonly [text: string, seed: number, hash: number])[] = [
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['a', 0x9747b28c, 0x7fa09ea6],
  ['aa', 0x9747b28c, 0x5d211726],
  ['aaa', 0x9747b28c, 0x283e0130],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['ab', 0x9747b28c, 0x74875592],
  ['abc', 0x9747b28c, 0xc84a62dd],
  ['abcd', 0x9747b28c, 0xf0478627],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
]

for (const [text, seed, hash] of vectors)
  test(`hashes ${JSON.stringify(text)} with seed ${seed} as published`, () => {
    assert.equal(murmur3(text, seed), hash)
  })

test('hashes the bytes that a UTF-8 encoder makes, also of unpaired surrogates and of the astral planes', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, seed) => {
      assert.equal(murmur3(text, seed), overBytes(new TextEncoder().encode(text), seed))
    }),
    { numRuns: runs(500) },
  )
  for (const text of ['\ud800', '\udfffx', 'x\ud83d', '😀', '\ud83d\ud83d\ude00'])
    assert.equal(murmur3(text, 7), overBytes(new TextEncoder().encode(text), 7))
})

/** The algorithm as the reference writes it, over ready bytes and in exact integers. */
function overBytes(bytes: Uint8Array, seed: number): number {
  const mask = 0xffffffffn
  const rotate = (x: bigint, r: bigint) => ((x << r) | (x >> (32n - r))) & mask
  const scramble = (k: bigint) => (rotate((k * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask
  let h = BigInt(seed)
  const whole = bytes.length - (bytes.length % 4)
  const block = (from: number, to: number) =>
    bytes.slice(from, to).reduceRight((k, byte) => (k << 8n) | BigInt(byte), 0n)
  for (let i = 0; i < whole; i += 4)
    h = (rotate(h ^ scramble(block(i, i + 4)), 13n) * 5n + 0xe6546b64n) & mask
  if (whole < bytes.length) h ^= scramble(block(whole, bytes.length))
  h ^= BigInt(bytes.length)
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask
  return Number(h ^ (h >> 16n))
}
