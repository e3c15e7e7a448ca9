import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import type { DualDeployWorld as World } from '../../demo/estates/dual-deploy/world.ts'
import type { Desired } from '../../src/core/traffic/desired.ts'
import { frontOf } from './front.testing.ts'
import type { TARGETS } from './outside.testing.ts'
import type { Part } from './parts.testing.ts'

/** Two of a kind before every site. */
export type Proxies = {
  readonly parts: readonly Part[]
  /** All addresses of each site, with commas between them. */
  readonly sites: Readonly<Record<'wix' | 'gamma', string>>
  /** Replaces the certificates by which servers and proxies know each other; absent where they have none. */
  readonly renew?: () => void
  /** What all of them do with a target. Throws when they do not agree. */
  readonly agreed: (target: (typeof TARGETS)[number]) => Promise<Desired>
}

export type OnEnd = (end: () => unknown) => void

export function allSame(all: readonly Desired[]): Desired {
  for (const one of all) assert.deepEqual(one, all[0])
  return all[0] ?? assert.fail('there is no proxy')
}

/**
 * What the administrator writes for both targets. Commands reach the sites through a balancer, because they are told
 * one address for each.
 */
export async function bindBoth(
  world: World,
  traffic: object,
  sites: readonly (readonly string[])[],
  onEnd: OnEnd,
  adminTls?: object,
): Promise<void> {
  const bound = parse(readFileSync(world.bindingFile, 'utf8'))
  if (adminTls !== undefined) bound.adminTls = adminTls
  for (const target of Object.values<{ traffic: unknown }>(bound.environments.staging.targets))
    target.traffic = traffic
  let text = stringify(bound, { lineWidth: 0 })
  for (const [first = '', ...others] of sites) {
    const front = await frontOf([first, ...others].map((url) => Number(new URL(url).port)))
    onEnd(front.close)
    text = text.replaceAll(first, `http://127.0.0.1:${front.port}`)
  }
  writeFileSync(world.bindingFile, text)
}

export const addressesOf = ([wix = [], gamma = []]: readonly (readonly string[])[]): Proxies['sites'] => ({
  wix: wix.join(','),
  gamma: gamma.join(','),
})
