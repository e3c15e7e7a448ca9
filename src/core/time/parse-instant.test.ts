import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatInstant } from './instant.ts'
import { parseInstant } from './parse-instant.ts'

const GOOD: readonly (readonly [string, string])[] = [
  ['2025-10-06T22:00:00-04:00', '2025-10-07T02:00:00.000Z'],
  ['2025-10-06T22:00Z', '2025-10-06T22:00:00.000Z'],
  ['2024-02-29T23:59:59.123456Z', '2024-02-29T23:59:59.123Z'],
  ['2025-01-01T00:00:00+05:30', '2024-12-31T18:30:00.000Z'],
]
for (const [text, utc] of GOOD)
  test(`reads ${text}`, () => {
    const read = parseInstant(text)
    assert.equal('at' in read && formatInstant(read.at), utc)
  })

const BAD: readonly (readonly [string, RegExp, RegExp])[] = [
  ['2025-10-06T22:00:00', /no offset/, /2025-10-06T22:00:00-04:00/],
  ['2025-02-29T00:00:00Z', /day that does not exist/, /28 days/],
  ['2025-13-01T00:00:00Z', /day that does not exist/, /01 to 12/],
  ['2025-10-06T24:00:00Z', /time of day/, /00 to 23/],
  ['2025-10-06T22:00:00+15:00', /impossible offset/, /\+14:00/],
  ['1025-10-06T22:00:00Z', /outside/, /year/],
  ['tomorrow', /not an ISO 8601/, /2025-10-06/],
]
for (const [text, wrong, remedy] of BAD)
  test(`refuses ${text} and says what to write`, () => {
    const read = parseInstant(text)
    assert.ok('wrong' in read)
    assert.match(read.wrong, wrong)
    assert.match(read.remedy, remedy)
  })

test('what is formatted reads back as the same instant', () => {
  const years = { min: new Date('2000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(years), (date) => {
      const read = parseInstant(formatInstant(date.getTime()))
      return 'at' in read && read.at === date.getTime()
    }),
  )
})
