import assert from 'node:assert/strict'
import { test } from 'node:test'
import { neededOf, type Rights, rightsFindings } from './rights.ts'

const GOOD: Rights = {
  ...{ user: 'cutwater', database: 'cutwater', isMade: false, mayMake: true, mayKeepApart: true },
  ...{ waitsFor: '', standbys: 0, waiting: 0 },
}

test('what the user of a database may not do, and what its commits wait for, is told with what to do', () => {
  const cases: readonly (readonly [Partial<Rights>, RegExp | null])[] = [
    [{}, null],
    [{ mayMake: false }, /^bad: cutwater may not make the schema .* > .*alter database "cutwater" owner to/],
    [{ mayMake: false, isMade: true }, /which each start needs/],
    [{ mayKeepApart: false }, /^missing: .*triggers alone > .*nologin; grant cutwater_app to "cutwater"/],
    [{ waitsFor: 'ANY 1 ("db-2", "db-3")', standbys: 1 }, null],
    [{ waitsFor: 'ANY 1 ("db-2", "db-3")' }, /^bad: commits wait .* 0 standbys are connected/],
    [{ waitsFor: 'FIRST 2 (a, b, c)', standbys: 1 }, /one standby is connected/],
    [{ waitsFor: 'db-2', standbys: 1, waiting: 1 }, /^bad: commits wait/],
  ]
  for (const [over, says] of cases) {
    const found = rightsFindings({ ...GOOD, ...over })
    const told = found.map((one) => `${one.is}: ${one.says} > ${one.remedy}`)
    if (says === null) assert.deepEqual(told, [])
    else assert.match(told.join('\n'), says)
  }
})

test('how many standbys have to answer is read as Postgres reads it', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['', 0],
    ['*', 1],
    ['"db-2"', 1],
    ['db-2, db-3', 1],
    ['ANY 2 (a, b)', 2],
    ['first 3(a,b,c)', 3],
    ['2 (a, b)', 2],
  ]
  for (const [names, needed] of cases) assert.equal(neededOf(names), needed, names)
})
