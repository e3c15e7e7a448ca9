import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverMetrics } from './server-metrics.ts'

test('which proxy is behind is told by its name, and one that never answered has no number', async () => {
  const metrics = serverMetrics()
  const proxy = { target: 'staging/wix', seenAt: 2_500 }
  metrics.house(async () => ({
    ...{ changesByStatus: {}, effectsByStatus: {}, noticesPending: 0, journalEntries: 0, levels: [] },
    followUps: { open: 0, overdue: 0, looking: 0 },
    connections: { open: 0, idle: 0, waiting: 0 },
    proxies: [
      { ...proxy, instance: 'a', state: 'settled', behind: 0 },
      { ...proxy, instance: 'b', state: 'behind', behind: 3 },
      { ...proxy, instance: 'c', state: 'unreachable', behind: null, seenAt: null },
    ],
  }))
  const lines = (await metrics.expose()).split('\n').filter((line) => /^cutwater_prox/.test(line))
  assert.deepEqual(lines.sort(), [
    'cutwater_proxies{state="behind"} 1',
    'cutwater_proxies{state="settled"} 1',
    'cutwater_proxies{state="unreachable"} 1',
    'cutwater_proxy_last_seen_timestamp_seconds{target="staging/wix",proxy="a"} 2.5',
    'cutwater_proxy_last_seen_timestamp_seconds{target="staging/wix",proxy="b"} 2.5',
    'cutwater_proxy_orders_behind{target="staging/wix",proxy="a"} 0',
    'cutwater_proxy_orders_behind{target="staging/wix",proxy="b"} 3',
  ])
})
