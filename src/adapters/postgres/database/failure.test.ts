import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseError } from 'pg'
import { isBusy, isCollision, isGivenUp, isOutage, type Meaning, meaningOf } from './failure.ts'

const said = (code: string, message = 'x'): Error =>
  Object.assign(new DatabaseError(message, 1, 'error'), { code })

const TABLE: readonly [code: string, means: Meaning | null, givenUp: boolean, what: string][] = [
  ['08000', 'away', true, 'connection exception'],
  ['08003', 'away', true, 'connection does not exist'],
  ['08006', 'away', true, 'connection failure'],
  ['08P01', 'away', true, 'protocol violation, as poolers say it'],
  ['25006', 'read-only', true, 'read-only transaction'],
  ['25P02', null, false, 'the transaction has failed before: a fault of ours'],
  ['25P03', 'away', true, 'idle in a transaction for too long'],
  ['25P04', 'away', true, 'transaction timeout'],
  ['28000', 'away', false, 'not let in'],
  ['28P01', 'away', false, 'wrong password'],
  ['3D000', 'away', false, 'no such database'],
  ['40001', 'collision', false, 'serialization failure'],
  ['40003', 'away', true, 'completion unknown'],
  ['40P01', 'collision', false, 'deadlock'],
  ['53000', 'away', false, 'insufficient resources'],
  ['53100', 'full', false, 'disk full'],
  ['53200', 'away', true, 'out of memory'],
  ['53300', 'away', false, 'too many connections'],
  ['53400', 'away', false, 'a limit of its configuration'],
  ['55P03', 'busy', false, 'lock not available'],
  ['57014', 'away', false, 'cancelled, or the statement took too long'],
  ['57P01', 'away', true, 'shut down by an administrator'],
  ['57P02', 'away', true, 'crash shutdown'],
  ['57P03', 'away', true, 'starting up'],
  ['57P04', 'away', true, 'database dropped'],
  ['57P05', 'away', true, 'idle session timeout'],
  ['58000', 'away', false, 'system error'],
  ['58030', 'away', false, 'input or output error'],
  ['F0001', 'away', false, 'lock file'],
  ['22001', null, false, 'data'],
  ['23505', null, false, 'unique violation'],
  ['42P05', null, false, 'prepared statement already there'],
  ['42501', null, false, 'no privilege'],
  ['XX000', null, false, 'internal error'],
  ['XX001', null, false, 'data corrupted'],
]

test('what a SQLSTATE means, and whether its connection may be used again', () => {
  for (const [code, means, givenUp, what] of TABLE) {
    const error = said(code)
    assert.deepEqual([meaningOf(error), isGivenUp(error)], [means, givenUp], `${code} ${what}`)
    assert.equal(isOutage(error), means !== null && ['away', 'read-only', 'full'].includes(means), code)
    assert.equal(isCollision(error), means === 'collision', code)
    assert.equal(isBusy(error), means === 'busy', code)
  }
})

test('an error that ends the session is an outage, whatever it is called', () => {
  const closed = Object.assign(said('55000', 'it takes no connections'), { severity: 'FATAL' })
  assert.deepEqual([isOutage(closed), isGivenUp(closed)], [true, true])
  assert.equal(isOutage(said('55000')), false)
})

test('a prepared statement that is outdated is an outage of its connection, another thing unsupported is not', () => {
  const outdated = said('0A000', 'cached plan must not change result type')
  assert.deepEqual([meaningOf(outdated), isOutage(outdated), isGivenUp(outdated)], ['outdated', true, true])
  assert.equal(meaningOf(said('0A000')), null)
})

test('errors of the network and of the driver are an outage, anything else is none', () => {
  const network = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
  assert.deepEqual([isOutage(network), isGivenUp(network)], [true, false])
  for (const words of ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])
    assert.ok(isOutage(new Error(words)), words)
  assert.deepEqual(
    [isOutage(new Error('Query read timeout')), isGivenUp(new Error('Query read timeout'))],
    [true, true],
  )
  for (const error of [new Error('x'), new TypeError('nope'), {}]) assert.equal(isOutage(error), false)
})
