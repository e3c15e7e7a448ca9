import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DirectKill, leaveDirectKill, takeDirectKills } from './direct-kills.ts'

test('what was said without a server is handed over once, and again when it could not be taken', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-kills-'))
  try {
    const said = (because: string): DirectKill => ({ target: 'staging/wix', by: 'anna', because, at: 'now' })
    const heard: string[] = []
    const take = async ({ because }: DirectKill) => void heard.push(because)
    await takeDirectKills(dir, take)
    assert.equal(leaveDirectKill(join(dir, 'nowhere'), said('lost')), false)
    assert.ok(leaveDirectKill(dir, said('carts are empty')))
    await assert.rejects(takeDirectKills(dir, () => Promise.reject(new Error('no database'))))
    assert.ok(leaveDirectKill(dir, said('and again')), 'while the first is not taken yet')
    appendFileSync(join(dir, 'direct-kills.jsonl'), 'half a li\n{"target":7}\n')
    await takeDirectKills(dir, take)
    await takeDirectKills(dir, take)
    await takeDirectKills(dir, take)
    assert.deepEqual(heard, ['carts are empty', 'and again'])
    assert.ok(!existsSync(join(dir, 'direct-kills.jsonl.taken')))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
