import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFlagFile, FLAGS_MAX } from './check-flag-file.ts'
import { readFlagFile, readWholeFlagFile } from './read-flag-file.ts'

const flag = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
const first = (file: unknown): string => {
  const checked = checkFlagFile(file)
  if ('flags' in checked) return 'nothing is wrong'
  const [fault] = checked.faults
  return `${fault?.path.join('/')}: ${fault?.message}; ${fault?.remedy}`
}

test('a whole file is taken with what stands beside its flags', () => {
  const checked = checkFlagFile({
    $schema: 'https://flagd.dev/schema/v0/flags.json',
    metadata: { team: 'web' },
    $evaluators: { staff: { in: ['@a.example', { var: 'email' }] } },
    flags: {
      b: { ...flag, targeting: { if: [{ $ref: 'staff' }, 'on'] } },
      a: { ...flag, metadata: { team: 'shop' } },
    },
  })
  assert.ok('flags' in checked, JSON.stringify(checked))
  assert.deepEqual([...checked.flags.keys()], ['b', 'a'])
  assert.deepEqual(checked.flags.get('a')?.metadata, { team: 'shop' })
  assert.deepEqual(checked.flags.get('b')?.metadata, { team: 'web' })
  assert.ok(checked.flags.get('b')?.$evaluators?.staff !== undefined)
})

for (const [file, said] of [
  [null, /^: this is no file of flags/],
  [{}, /^flags: the file has no flags; write a map/],
  [{ flags: {} }, /^flags: the file has no flags/],
  [
    { flags: [{ key: 'a', ...flag }] },
    /^flags: the flags of this file are a list; write a map, from the name/,
  ],
  [{ flags: 'a' }, /^flags: the flags of this file are no map/],
  [{ flags: { 'a b': flag } }, /^flags\/a b: "a b" is no name of a flag; Begin it with a letter/],
  [{ flags: { a: flag, b: { ...flag, state: 'on' } } }, /^flags\/b\/state: "on" is no state/],
  [{ flags: { a: [] } }, /^flags\/a: this is no definition/],
  [
    { flags: { a: flag }, evaluators: {} },
    /^evaluators: a file of flags has no evaluators; did you mean \$eval/,
  ],
  [
    { flags: Object.fromEntries(Array.from({ length: FLAGS_MAX + 1 }, (_, i) => [`f${i}`, flag])) },
    /^flags: the file has more than 500 flags; split it/,
  ],
] as const)
  test(`a file is refused with ${said}`, () => assert.match(first(file), said))

test('a list of flags is called one, in its line, for one flag and for all', () => {
  const text = 'flags:\n  - { key: a, state: ENABLED, variants: { on: true } }\n'
  for (const read of [readFlagFile(text, 'flags.yaml', 'a'), readWholeFlagFile(text, 'flags.yaml')]) {
    assert.ok('findings' in read)
    assert.deepEqual(
      read.findings.map(({ line, code, message }) => [line, code, message]),
      [[2, 'no-flags', 'the flags of this file are a list']],
    )
  }
})
