import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trustOf } from './trust.ts'

test('trusts nobody unless somebody is listed', () => {
  assert.equal(trustOf([])('127.0.0.1'), false)
})

test('trusts addresses and ranges, of both families, and IPv4 written as IPv6', () => {
  const trust = trustOf(['10.1.0.0/16', '192.0.2.7', '2001:db8::/32'])
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', '2001:db8::1'])
    assert.ok(trust(address), address)
  for (const address of ['10.2.0.1', '192.0.2.8', '2001:db9::1', '::1', undefined])
    assert.ok(!trust(address), String(address))
})
