import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { authorityIn } from '../../../ports/authority.testing.ts'
import { listFaults } from './revocation-lists.ts'

const DAY_MS = 24 * 3_600_000

describe('lists of revoked certificates', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-lists-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  const one = authorityIn(join(dir, 'one'), 'one')
  const two = authorityIn(join(dir, 'two'), 'two')
  const text = (...files: readonly string[]) => files.map((file) => readFileSync(file, 'utf8')).join('')
  const now = Date.now()
  // Made for thirty days.
  const cases: readonly [string, readonly string[], readonly string[], number, RegExp | null][] = [
    ['none is named', [one.ca], [], 0, null],
    ['one that goes on', [one.ca], [one.revoked], 0, null],
    ['its last days', [one.ca], [one.revoked], 21, /by CN=one ends \d{4}-/],
    ['its end', [one.ca], [one.revoked], 31, /by CN=one ended .*nobody is obeyed/],
    ['both of two authorities', [one.ca, two.ca], [two.revoked, one.revoked], 0, null],
    ['one of two authorities', [one.ca, two.ca], [one.revoked], 0, /no list .* by CN=two/],
    ['one of tomorrow', [one.ca], [one.revoked], -2, /by CN=one counts only from/],
    ['that of another', [one.ca], [two.revoked], 0, /no list .* by CN=one/],
  ]
  for (const [title, authorities, lists, days, says] of cases)
    test(title, () => {
      const crl = lists.length === 0 ? {} : { crl: text(...lists) }
      const faults = listFaults({ ca: text(...authorities), ...crl }, now + days * DAY_MS)
      if (says === null) return assert.deepEqual(faults, [])
      assert.match(faults[0]?.says ?? '', says)
      assert.equal(faults.length, 1)
    })

  test('of several by one authority the one that ends last counts', () => {
    const older = text(one.revoked)
    one.listUntil(new Date(now + 90 * DAY_MS))
    const found = listFaults({ ca: text(one.ca), crl: older + text(one.revoked) }, now + 31 * DAY_MS)
    assert.deepEqual(found, [])
  })

  test('what is no list is refused, not passed over', () => {
    const cut = text(one.revoked).replace(/\n[^-]{20}/, '\n')
    assert.throws(() => listFaults({ ca: text(one.ca), crl: cut }, now))
  })
})
