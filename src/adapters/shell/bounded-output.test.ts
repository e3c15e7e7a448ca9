import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { boundedOutput } from './bounded-output.ts'

const pieces = fc.array(fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)))

describe('bounded output', () => {
  it('keeps everything that fits', () => {
    fc.assert(
      fc.property(pieces, (chunks) => {
        const output = boundedOutput(10_000)
        for (const chunk of chunks) output.push(chunk)
        assert.deepEqual(output.bytes(), Buffer.concat(chunks))
      }),
    )
  })

  it('keeps the first and the last half of what does not, and says how much it left out', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 2, max: 60 }), (chunks, max) => {
        const output = boundedOutput(max)
        for (const chunk of chunks) output.push(chunk)
        const all = Buffer.concat(chunks)
        const half = Math.floor(max / 2)
        if (all.length <= 2 * half) return assert.deepEqual(output.bytes(), all)
        const mark = Buffer.from(`\n[${all.length - 2 * half} bytes left out]\n`)
        assert.deepEqual(output.bytes(), Buffer.concat([all.subarray(0, half), mark, all.subarray(-half)]))
      }),
    )
  })

  it('gives an excerpt of it: all that fits, else the first and the last of all', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 2, max: 60 }), (chunks, max) => {
        const output = boundedOutput(40)
        for (const chunk of chunks) output.push(chunk)
        const all = Buffer.concat(chunks)
        const half = Math.floor(Math.min(max, 40) / 2)
        if (all.length <= 2 * half) return assert.deepEqual(output.excerpt(max), all)
        const mark = Buffer.from(`\n[${all.length - 2 * half} bytes left out]\n`)
        const wanted = Buffer.concat([all.subarray(0, half), mark, all.subarray(-half)])
        assert.deepEqual(output.excerpt(max), wanted)
      }),
    )
  })

  it('has the very last bytes at hand', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 20 }), (chunks, max) => {
        const output = boundedOutput(40)
        for (const chunk of chunks) output.push(chunk)
        const all = Buffer.concat(chunks)
        assert.deepEqual(output.tail(max), all.subarray(Math.max(0, all.length - max)))
      }),
    )
  })
})
