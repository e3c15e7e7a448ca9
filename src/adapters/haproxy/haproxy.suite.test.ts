import { test } from 'node:test'
import { trafficSuite } from '../../ports/traffic.suite.ts'
import { ALLOWS, trafficModeSuite } from '../../ports/traffic-mode.suite.ts'
import { haproxyUnderTest, skip } from './haproxy.testing.ts'
import { harnessOf } from './harness.testing.ts'

if (skip) test('haproxy', { skip }, () => {})
else {
  const harness = async () => harnessOf(await haproxyUnderTest({ maintenance: ALLOWS }))
  trafficSuite('haproxy', harness)
  trafficModeSuite('haproxy', harness)
}
