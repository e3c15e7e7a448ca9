import type { AdminIdentity } from '../../ports/admin-identity.ts'
import type { TrafficHarness } from '../../ports/traffic.suite.ts'
import { askAs } from '../gateway/ask-as.testing.ts'
import type { HaproxyUnderTest } from './haproxy.testing.ts'
import { haproxyTraffic } from './traffic.ts'

export const harnessOf = (haproxy: HaproxyUnderTest, identity?: AdminIdentity): TrafficHarness => ({
  traffic: haproxyTraffic({ instances: [haproxy], timeoutMs: 2_000, identity }),
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
})
