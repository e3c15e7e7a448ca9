import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { besideTheLast, chooseHost, type Kept, newer, type Role, type Seen, whyNot } from './choose-host.ts'
import type { SessionWanted } from './database-url.ts'

const at = (number: number, system = 'a') => ({ system, number })
const host = (name: string) => ({ host: name, port: 5432 })
const primary = (number: number | null, takesWrites = true): Role => ({
  ...{ is: 'primary', takesWrites },
  timeline: number === null ? null : at(number),
})
const standby: Role = { is: 'standby' }
const away: Role = { is: 'away', because: 'connection refused' }
const saw = (roles: Readonly<Record<string, Role>>): Seen[] =>
  Object.entries(roles).map(([name, role]) => ({ host: host(name), role }))
const kept = (name: string, number: number | null): Kept => ({
  host: host(name),
  timeline: number === null ? null : at(number),
})

describe('of several hosts', () => {
  const rows: readonly [
    string,
    Readonly<Record<string, Role>>,
    Kept | null,
    string | null,
    string | RegExp,
  ][] = [
    ['the first that takes writes is used', { h1: away, h2: primary(1), h3: standby }, null, null, 'h2'],
    ['the order is that of the URL', { h1: primary(null), h2: primary(null) }, null, null, 'h1'],
    ['the one that was used before stays', { h1: primary(2), h2: primary(2) }, kept('h2', 2), null, 'h2'],
    ['the one that was promoted last counts', { h1: primary(1), h2: primary(2) }, null, null, 'h2'],
    ['also against the one before', { h1: primary(1), h2: primary(2) }, kept('h1', 1), null, 'h2'],
    [
      'a primary of before is not used',
      { h1: primary(1), h2: away },
      kept('h2', 2),
      null,
      /h1:5432: it was the primary before .*\(timeline 1, and the database is at 2\); h2:5432: connection refused/,
    ],
    [
      'a cluster that was made anew is',
      { h1: { ...primary(1), timeline: at(1, 'b') } as Role },
      kept('h1', 5),
      null,
      'h1',
    ],
    [
      'none will do',
      { h1: standby, h2: primary(1, false) },
      null,
      null,
      /h1:5432: it is a standby; h2:5432: it is set to read-only/,
    ],
    ['a read-only primary is a primary', { h1: standby, h2: primary(1, false) }, null, 'primary', 'h2'],
    ['what has no timeline is used', { h1: primary(null) }, kept('h1', 3), null, 'h1'],
  ]
  for (const [title, roles, before, wanted, expected] of rows)
    test(title, () => {
      const chosen = chooseHost(saw(roles), (wanted ?? 'read-write') as SessionWanted, before)
      const said = 'refused' in chosen ? chosen.refused : chosen.host.host
      if (typeof expected === 'string') assert.equal(said, expected)
      else assert.match(said, expected)
    })

  test('the newest timeline is remembered, also where the host cannot say its own', () => {
    assert.deepEqual(chooseHost(saw({ h1: primary(null) }), 'read-write', kept('h1', 3)), kept('h1', 3))
    assert.deepEqual(chooseHost(saw({ h1: primary(4) }), 'read-write', kept('h1', 3)), kept('h1', 4))
    assert.deepEqual(newer(at(1, 'b'), at(9)), at(1, 'b'))
  })

  test('those that take writes beside the last are found', () => {
    const beside = (roles: Readonly<Record<string, Role>>) =>
      besideTheLast(saw(roles)).map((one) => one.host.host)
    assert.deepEqual(beside({ h1: primary(1), h2: primary(2), h3: standby }), ['h1'])
    assert.deepEqual(beside({ h1: away, h2: primary(2) }), [])
    assert.deepEqual(beside({ h1: away }), [])
  })

  test('one host that is not asked for more may be a standby', () => {
    assert.equal(whyNot(standby, 'any', null), null)
    assert.equal(whyNot(primary(1, false), 'any', null), null)
  })
})
