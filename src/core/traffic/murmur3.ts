/**
 * MurmurHash3, x86, 32 bits, over the UTF-8 bytes of `text`: Austin Appleby's public-domain algorithm
 * (https://github.com/aappleby/smhasher, MurmurHash3_x86_32). The bytes are made while hashing, so nothing is allocated:
 * every request asks. An unpaired surrogate counts as U+FFFD, as in every UTF-8 encoder.
 */
export function murmur3(text: string, seed: number): number {
  let hash = seed | 0
  let block = 0
  let length = 0

  for (let i = 0; i < text.length; i++) {
    let point = text.charCodeAt(i)
    if (point >= 0xd800 && point <= 0xdfff) {
      point = text.codePointAt(i) ?? REPLACEMENT
      if (point > 0xffff) i++
      else point = REPLACEMENT
    }
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    for (let n = bytes - 1; n >= 0; n--) {
      const bits = (point >>> (6 * n)) & 0x3f
      const byte = n < bytes - 1 ? 0x80 | bits : bytes === 1 ? point : (LEAD[bytes] ?? 0) | bits
      block |= byte << (8 * (length & 3))
      length++
      if ((length & 3) === 0) {
        hash ^= scramble(block)
        hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
        block = 0
      }
    }
  }

  if ((length & 3) !== 0) hash ^= scramble(block)
  return finish(hash ^ length)
}

const REPLACEMENT = 0xfffd
/** The marker bits of a first byte, by the number of bytes. */
const LEAD: readonly number[] = [0, 0, 0xc0, 0xe0, 0xf0]

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

function finish(mixed: number): number {
  let h = mixed
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
