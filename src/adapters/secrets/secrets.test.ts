import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { openSecrets } from './secrets.ts'

describe('secrets', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-secrets-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  const file = (name: string, text: string, mode = 0o600) => {
    writeFileSync(join(dir, name), text)
    chmodSync(join(dir, name), mode)
  }
  const open = (env: Record<string, string> = {}) => openSecrets({ env, dir })

  it('come from the environment first, then from the file without its last line break', () => {
    file('PAGER_KEY', 'from the file\n')
    assert.equal(open().get('PAGER_KEY'), 'from the file')
    assert.equal(open({ CUTWATER_SECRET_PAGER_KEY: 'from the env' }).get('PAGER_KEY'), 'from the env')
  })

  it('are read anew each time, so that they can be rotated', () => {
    file('ROTATED', 'first value')
    const secrets = open()
    secrets.get('ROTATED')
    file('ROTATED', 'second value')
    assert.equal(secrets.get('ROTATED'), 'second value')
    assert.equal(secrets.redact('first value, second value'), '[secret], [secret]')
  })

  it('say what to do when one is missing', () => {
    assert.throws(() => open().get('NOWHERE'), /CUTWATER_SECRET_NOWHERE.*NOWHERE with mode 0600/)
  })

  it('refuse a file that others can read, with the remedy and without the value', () => {
    file('SHARED', 'known to everybody', 0o644)
    assert.throws(
      () => open().get('SHARED'),
      (e: Error) => /chmod 640/.test(e.message) && !e.message.includes('known'),
    )
  })

  it('may be readable for the group of the server, as the password of the database', () => {
    file('GROUP', 'for the group', 0o640)
    assert.equal(open().get('GROUP'), 'for the group')
  })

  it('refuse a name that would leave the directory', () => {
    assert.throws(() => open().get('../etc/passwd'), /no name for a secret/)
  })

  it('refuse a value too short to be redacted', () => {
    assert.throws(
      () => open({ CUTWATER_SECRET_TINY: 'abc' }).get('TINY'),
      (e: Error) => /fewer than 8/.test(e.message) && !e.message.includes('abc'),
    )
  })

  it('are redacted before anything asked for them', () => {
    assert.equal(open({ CUTWATER_SECRET_A: 'swordfish' }).redact('say swordfish!'), 'say [secret]!')
  })

  it('are redacted longest first, so that no rest of one stays', () => {
    const secrets = open({ CUTWATER_SECRET_A: 'swordfish', CUTWATER_SECRET_B: 'swordfish-and-more' })
    assert.equal(secrets.redact('swordfish-and-more'), '[secret]')
  })

  it('are redacted in base64, in URLs and in JSON, whatever stands around them', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 40, unit: 'binary-ascii' }),
        fc.string({ maxLength: 9 }),
        fc.string({ maxLength: 9 }),
        (value, before, after) => {
          const { redact } = open({ CUTWATER_SECRET_A: value })
          const joined = Buffer.from(before + value + after)
          for (const shown of [
            joined.toString('base64'),
            joined.toString('base64url'),
            joined.toString('hex'),
            encodeURIComponent(before + value + after),
            JSON.stringify(before + value + after),
          ])
            assert.ok(redact(shown).includes('[secret]'), shown)
        },
      ),
    )
  })
})
