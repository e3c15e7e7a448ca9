import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { readOutputs } from './outputs-file.ts'

describe('the outputs of a command', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-outputs-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  const path = join(dir, 'outputs.json')
  const redact = (text: string) => text.replaceAll('swordfish', '[secret]')
  const read = (text: string) => {
    writeFileSync(path, text)
    return readOutputs(path, redact)
  }

  it('are none without a file', () => {
    assert.deepEqual(readOutputs(join(dir, 'none'), redact), { read: true, outputs: {} })
  })

  it('are scalars, fit for the journal and without secrets', () => {
    const text = '{"a":"x\\u0000y\\ud800 swordfish","n":1.5,"swordfish":true}'
    assert.deepEqual(read(text), {
      read: true,
      outputs: { a: 'xy\ufffd [secret]', n: 1.5, '[secret]': true },
    })
  })

  for (const text of [
    '',
    '[]',
    'null',
    '{"a":null}',
    '{"a":{}}',
    '{"a":1e999}',
    '{',
    '"swordfish"',
    `{"a":"${'z'.repeat(70_000)}"}`,
  ])
    it(`are refused when the file holds ${text.slice(0, 12)}`, () => {
      const outputs = read(text)
      assert.ok(!outputs.read && !outputs.because.includes('swordfish'))
    })

  it('are not waited for in a named pipe, nor sought through a link', () => {
    const pipe = join(dir, 'pipe')
    execFileSync('mkfifo', [pipe])
    assert.equal(readOutputs(pipe, redact).read, false)
    const link = join(dir, 'link')
    symlinkSync('/etc/hostname', link)
    assert.equal(readOutputs(link, redact).read, false)
  })
})
