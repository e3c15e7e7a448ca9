import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { CLOSED, type Side, type Split } from '../../core/traffic/desired.ts'
import { UpgradedConnections } from './upgraded.ts'

const OPEN: Split = { mode: 'open', weight: 1, cohort: 'c', segments: [], headerOverride: false }

test('a connection ends a while after its side gets no more requests, unless it gets some again', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let split: Split = OPEN
  let stable: Side = 'blue'
  const held = () => ({ desired: { generation: 1, stable, split }, latchedLocally: false })
  const connections = new UpgradedConnections(1_000, held)
  const joined = (side: Side) => {
    const client = new PassThrough()
    connections.join(side, client, new PassThrough())
    return client
  }
  const told = (now: Split, side: Side = stable) => {
    ;[split, stable] = [now, side]
    connections.lookAtSides()
  }
  const blue = joined('blue')
  const green = joined('green')
  told(CLOSED)
  t.mock.timers.tick(999)
  assert.ok(!green.destroyed)
  told(OPEN)
  t.mock.timers.tick(10_000)
  assert.ok(!green.destroyed, 'its side was opened again in time')
  told(CLOSED)
  t.mock.timers.tick(1_000)
  assert.ok(green.destroyed && !blue.destroyed)

  const late = joined('green')
  t.mock.timers.tick(1_000)
  assert.ok(late.destroyed, 'one that was just going over when its side was closed')

  told(CLOSED, 'green')
  t.mock.timers.tick(1_000)
  assert.ok(blue.destroyed, 'adopted: the side that was stable gets no more')
})
