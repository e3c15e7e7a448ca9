import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runsIn, shellPlaces } from './places.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-places-'))
after(() => rmSync(dir, { recursive: true, force: true }))

test('a place tells whether its server lives, is dead, or cannot be seen from here', {
  skip: process.platform === 'linux' ? false : 'Linux only: places are read from /proc',
}, () => {
  const { here, standing } = shellPlaces(dir)
  const but = (change: object) => JSON.stringify({ ...JSON.parse(here), ...change })
  const dead = but({ server: { ...JSON.parse(here).server, startTime: '1' } })
  assert.equal(standing(here), 'runs')
  assert.equal(standing(dead), 'gone')
  assert.equal(runsIn(dead), dir)
  for (const unseen of [
    but({ machine: 'another' }),
    but({ inode: '0/0' }),
    but({ dir: join(dir, 'gone') }),
    '{}',
    'x',
  ])
    assert.deepEqual([standing(unseen), runsIn(unseen)], ['elsewhere', null], unseen)
})
