import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { REDACTED, secretForms } from '../../ports/redaction.ts'
import { redactingStream } from './redacting-stream.ts'

/** Feeds it cut at the given places. */
function redact(forms: readonly string[], bytes: Buffer, cuts: readonly number[]): Buffer {
  const stream = redactingStream(forms)
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  const parts = places.map((place, i) => stream.push(bytes.subarray(places[i - 1] ?? 0, place)))
  return Buffer.concat([...parts, stream.end()])
}

describe('a redacting stream', () => {
  const forms = secretForms(['swordfish-é', 'swordfish-é-and-more'])

  it('gives the same however the bytes were cut', () => {
    const word = fc.constantFrom(
      'swordfish-é',
      'swordfish-é-and-more',
      'sword',
      'fish',
      ' ',
      'swordfish-',
      '\n',
    )
    fc.assert(
      fc.property(
        fc.array(word).map((words) => words.join('')),
        fc.array(fc.nat()),
        (text, cuts) => {
          const whole = text.replaceAll('swordfish-é-and-more', REDACTED).replaceAll('swordfish-é', REDACTED)
          assert.equal(redact(forms, Buffer.from(text), cuts).toString(), whole)
        },
      ),
    )
  })

  it('passes on bytes that are no text, as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(fc.nat()), (bytes, cuts) => {
        assert.deepEqual(redact(forms, Buffer.from(bytes), cuts), Buffer.from(bytes))
      }),
    )
  })

  it('holds nothing back when there is no secret', () => {
    assert.deepEqual(redactingStream([]).push(Buffer.from('s')), Buffer.from('s'))
  })
})
