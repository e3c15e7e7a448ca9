/** Keeps the first and the last half of `maxBytes` of what is printed, and counts what lay between. */
export type BoundedOutput = {
  push(bytes: Buffer): void
  /** At most `maxBytes` and one line that says how much was left out. */
  bytes(): Buffer
  /** The first and the last half of `max` bytes of it, and one line that says how much was left out between them. */
  excerpt(max: number): Buffer
  /** The last `max` bytes. */
  tail(max: number): Buffer
}

export function boundedOutput(maxBytes: number): BoundedOutput {
  const half = Math.max(1, Math.floor(maxBytes / 2))
  const head = Buffer.alloc(half)
  const ring = Buffer.alloc(half)
  let headLength = 0
  /** How many bytes ever went into the ring. */
  let ringTotal = 0

  function push(bytes: Buffer): void {
    const intoHead = bytes.copy(head, headLength)
    headLength += intoHead
    intoRing(bytes.subarray(intoHead))
  }

  function intoRing(bytes: Buffer): void {
    const skipped = Math.max(0, bytes.length - half)
    const kept = bytes.subarray(skipped)
    const at = (ringTotal + skipped) % half
    const beforeEnd = kept.copy(ring, at)
    kept.copy(ring, 0, beforeEnd)
    ringTotal += bytes.length
  }

  function last(): Buffer {
    if (ringTotal <= half) return ring.subarray(0, ringTotal)
    const at = ringTotal % half
    return Buffer.concat([ring.subarray(at), ring.subarray(0, at)])
  }

  return {
    push,
    bytes() {
      const leftOut = Math.max(0, ringTotal - half)
      const mark = leftOut === 0 ? '' : `\n[${leftOut} bytes left out]\n`
      return Buffer.concat([head.subarray(0, headLength), Buffer.from(mark), last()])
    },
    excerpt(max) {
      const all = headLength + ringTotal
      const each = Math.max(1, Math.floor(Math.min(max, 2 * half) / 2))
      if (all <= 2 * each) return Buffer.concat([head.subarray(0, headLength), last()])
      const mark = Buffer.from(`\n[${all - 2 * each} bytes left out]\n`)
      return Buffer.concat([head.subarray(0, each), mark, this.tail(each)])
    },
    tail(max) {
      const all = ringTotal >= half ? last() : Buffer.concat([head.subarray(0, headLength), last()])
      return all.subarray(Math.max(0, all.length - max))
    },
  }
}
