import assert from 'node:assert/strict'
import { test } from 'node:test'
import { permissionOf } from '../change/commands/command-permission.ts'
import { mayGive, PERMISSIONS, permissionsOf, permits, ROLE_NAMES, rolesThat } from './roles.ts'
import { stateOf, type Token } from './token.ts'
import { faultOfTokenName } from './token-name.ts'

test('each permission is held by exactly these roles', () => {
  const table = Object.fromEntries(
    PERMISSIONS.map((permission) => [permission, rolesThat(permission).join(' ')]),
  )
  assert.deepEqual(table, {
    read: 'author requester operator guardian participant viewer auditor admin',
    'read-journal': 'operator guardian auditor admin',
    'register-plan': 'author admin',
    'open-change': 'author requester operator admin',
    'command-change': 'operator admin',
    consider: 'author requester operator guardian participant viewer admin',
    'answer-change': 'operator participant admin',
    kill: 'guardian admin',
    release: 'guardian admin',
    'set-mode': 'operator guardian admin',
    'set-flag': 'operator admin',
    'lock-flag': 'operator admin',
    'evaluate-flag': 'operator sdk admin',
    'manage-tokens': 'admin',
    'resume-journal': 'admin',
  })
})

test('a role that nobody knows permits nothing, and roles add up', () => {
  for (const word of ['root', 'ADMIN', 'constructor', '__proto__', ''])
    assert.deepEqual(permissionsOf([word]), [])
  assert.deepEqual(permissionsOf(['viewer', 'sdk', 'root']), ['read', 'consider', 'evaluate-flag'])
  assert.deepEqual(permissionsOf([]), [])
})

test('nobody gives away what they do not have', () => {
  for (const role of ROLE_NAMES) {
    assert.equal(mayGive(['admin'], [role]), true)
    assert.equal(mayGive([role], ['viewer']), role === 'admin')
  }
})

test('a kill takes more than any other command', () => {
  assert.equal(permissionOf('kill'), 'kill')
  assert.equal(permissionOf('abort'), 'command-change')
  assert.equal(permits(['viewer'], permissionOf('consider')), true)
  assert.equal(permits(['viewer'], permissionOf('decline')), false)
  assert.equal(permits(['operator'], permissionOf('kill')), false)
})

test('who is asked may answer, without being able to move anything', () => {
  for (const command of ['tick', 'decide', 'answer', 'decline'] as const)
    assert.equal(permits(['participant'], permissionOf(command)), true, command)
  for (const command of ['resume', 'promote', 'abort', 'settle'] as const)
    assert.equal(permits(['participant'], permissionOf(command)), false, command)
})

test('a token is valid until exactly its end', () => {
  const token = { expiresAt: 10, revoked: null } as Token
  assert.deepEqual(
    [9, 10].map((now) => stateOf(token, now)),
    ['valid', 'expired'],
  )
  assert.equal(stateOf({ ...token, revoked: { by: 'alice', at: 5 } }, 20), 'revoked')
})

test('a token has a name that reads as nobody else', () => {
  for (const name of ['alice', '@jermaineMerritt', 'Jürgen Müller', 'ci/deploy', '王小明', 'a'])
    assert.equal(faultOfTokenName(name), null, name)
  const hostile = [
    '',
    ' alice',
    'a\nb',
    'a\u0000',
    'a\u202eb',
    'a\u200bb',
    'a\u00a0b',
    '\ud800',
    'A\u030a',
    'x'.repeat(61),
  ]
  const taken = ['cutwater', 'Cutwater', 'engine', 'anonymous', 'CHG-2026-0001', '0123456789ab']
  for (const name of [...hostile, ...taken])
    assert.notEqual(faultOfTokenName(name), null, JSON.stringify(name))
})
