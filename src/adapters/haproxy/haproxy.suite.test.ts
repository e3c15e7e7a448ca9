import { test } from 'node:test'
import { type TrafficHarness, trafficSuite } from '../../ports/traffic.suite.ts'
import { ALLOWS, trafficModeSuite } from '../../ports/traffic-mode.suite.ts'
import { askAs } from '../gateway/ask-as.testing.ts'
import { haproxyUnderTest, skip } from './haproxy.testing.ts'
import { haproxyTraffic } from './traffic.ts'

if (skip) test('haproxy', { skip }, () => {})
else {
  const harness = async (): Promise<TrafficHarness> => {
    const haproxy = await haproxyUnderTest({ maintenance: ALLOWS })
    return {
      traffic: haproxyTraffic({ instances: [haproxy], timeoutMs: 2_000 }),
      target: haproxy.target,
      send: (visitor) => haproxy.send(visitor),
      ask: (question) => askAs(haproxy.url, haproxy.agent, question),
      restart: async () => {
        await haproxy.stop()
        await haproxy.start()
      },
      lose: () => haproxy.stop(),
      killUpstream: haproxy.killUpstream,
      close: haproxy.close,
    }
  }
  trafficSuite('haproxy', harness)
  trafficModeSuite('haproxy', harness)
}
