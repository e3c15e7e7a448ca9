import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { debianPart } from '../demo/parts/debian-part.ts'

const FOLDER = join(import.meta.dirname, '..', 'packaging', 'systemd')
const INSTALLED = '/usr/local/bin/cutwater'
/** Tenths; systemd itself calls 2 and less OK. */
const EXPOSURE_MAX = 20
const LIMIT_MS = 30_000

const analyze = await debianPart('systemd-analyze')
const skip = 'missing' in analyze ? analyze.missing : false
const scratch = mkdtempSync(join(tmpdir(), 'cutwater-units-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

const units = globSync('*.service', { cwd: FOLDER })
test('there are units for server and gateway', () =>
  assert.deepEqual(units.sort(), ['cutwater-gateway.service', 'cutwater-server.service']))

for (const unit of units) {
  const text = readFileSync(join(FOLDER, unit), 'utf8')
  // What it starts has to be there when systemd looks at it.
  const file = join(scratch, basename(unit))
  writeFileSync(file, text.replace(INSTALLED, process.execPath))

  test(`${unit} starts what npm install -g has put into the path`, () =>
    assert.match(text, new RegExp(`^ExecStart=${INSTALLED} (serve|gateway) --`, 'm')))

  test(`${unit} is right, says systemd`, { skip }, () => {
    const { status, said } = ask('verify', file)
    assert.deepEqual([status, said], [0, ''])
  })

  test(`${unit} is exposed by at most ${EXPOSURE_MAX / 10} of 10`, { skip }, () => {
    const { status, said } = ask('security', '--offline=yes', `--threshold=${EXPOSURE_MAX}`, file)
    assert.equal(status, 0, said)
  })
}

function ask(...args: readonly string[]): { readonly status: number | null; readonly said: string } {
  if ('missing' in analyze) throw new Error(analyze.missing)
  const env = { ...process.env, ...analyze.env, SYSTEMD_COLORS: '0' }
  const { status, stdout, stderr } = spawnSync(analyze.binary, args, {
    env,
    encoding: 'utf8',
    timeout: LIMIT_MS,
  })
  return { status, said: `${stdout}${stderr}`.trim() }
}
