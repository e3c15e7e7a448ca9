import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Call } from '../../ports/executor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { type CommandBinding, commandLine } from './command-line.ts'

const secrets: Secrets = {
  get(name) {
    if (name === 'KEY') return 'swordfish'
    throw new Error(`secret:${name} is not there`)
  },
  redact: (text) => text,
}

function lineOf(more: Partial<CommandBinding>, env: Call['env'] = {}) {
  const binding: CommandBinding = {
    run: 'command',
    command: ['true'],
    cwd: '/',
    passEnv: [],
    env: {},
    graceMs: 0,
    ...more,
  }
  const call: Call = { key: 'k/1', binding, env, args: { to: 'v2' }, timeLimitMs: 1, check: false }
  return commandLine(call, binding, { secrets, outputsFile: '/run/outputs.json' })
}

describe('a command line', () => {
  it('has the environment that is listed, and the facts of the call win', () => {
    const line = lineOf(
      { env: { A: 'secret:KEY', B: 'b', CUTWATER_SIDE: 'blue' } },
      { CUTWATER_SIDE: 'green' },
    )
    assert.deepEqual(line.env, {
      A: 'swordfish',
      B: 'b',
      CUTWATER_SIDE: 'green',
      CUTWATER_KEY: 'k/1',
      CUTWATER_WITH: '{"to":"v2"}',
      CUTWATER_OUTPUT: '/run/outputs.json',
    })
    assert.deepEqual(line.secretValues, ['swordfish'])
  })

  it('fills a value into its own argument and never twice', () => {
    const line = lineOf({ command: ['deploy', '--to=${V}', '${W}'] }, { V: '${W} ; x', W: '' })
    assert.deepEqual(line.args, ['--to=${W} ; x', ''])
  })

  const refused: readonly [string, Partial<CommandBinding>, RegExp][] = [
    ['an unknown variable', { command: ['deploy', '${NOPE}'] }, /\$\{NOPE\} in an argument is not set/],
    [
      'a name that every object has',
      { command: ['deploy', '${constructor}'] },
      /\$\{constructor\} in an argument is not set/,
    ],
    [
      'a secret in an argument',
      { command: ['deploy', '${A}'], env: { A: 'secret:KEY' } },
      /can see a program's arguments/,
    ],
    ['a missing secret', { env: { A: 'secret:OTHER' } }, /secret:OTHER is not there/],
    ['a variable as the program', { command: ['${V}'] }, /the program itself cannot be a variable/],
    ['no program', { command: [] }, /name a program/],
    ['the database URL', { passEnv: ['DATABASE_URL'] }, /the server's own and is not passed on/],
    ['the file of its password', { passEnv: ['DATABASE_PASSWORD_FILE'] }, /is not passed on/],
    ['our own secrets', { passEnv: ['CUTWATER_SECRET_KEY'] }, /the server's own and is not passed on/],
    [
      'a value filled into a script',
      { command: ['sh', '-c', 'deploy ${V}'] },
      /sh -c would read a filled-in/,
    ],
    [
      'the same behind env',
      { command: ['env', '/bin/bash', '-ec', 'deploy ${V}'] },
      /would read a filled-in/,
    ],
    [
      'a value filled into a program',
      { command: ['node', '-e', 'f("${V}")'] },
      /node -e would read a filled-in/,
    ],
    [
      'a value filled into a program in one argument',
      { command: ['node', '--eval=${V}'] },
      /node --eval would read a filled-in/,
    ],
    ['a NUL', { env: { B: 'a\0b' } }, /"B" cannot be set/],
    ['a directory that is not there', { cwd: '/no/such/place' }, /is not a directory: create it/],
  ]
  for (const [what, more, message] of refused)
    it(`refuses ${what}, and says what to do`, () => {
      assert.throws(
        () => lineOf(more, { V: 'v2' }),
        (error: Error) =>
          error.name === 'BindingFault' &&
          message.test(error.message) &&
          !error.message.includes('swordfish'),
      )
    })

  it('leaves a script alone that reads its variables itself', () => {
    assert.deepEqual(lineOf({ command: ['sh', '-c', 'deploy "$V"'] }).args, ['-c', 'deploy "$V"'])
  })
})
