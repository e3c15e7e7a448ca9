import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contrast, dark, glass, light, mix } from '../../pages/theme.ts'
import { lowestContrast, panelEvidence, panelFault } from './actions/panel-evidence.ts'
import { badgeIn, registryFault } from './actions/registry-evidence.ts'
import { figures } from './services/figures.ts'
import { panelPage } from './services/panel-page.ts'
import { registryPage } from './services/registry-page.ts'
import { swarm } from './services/swarm.ts'

const panel = (glass: boolean) => panelPage({ figures, version: 'v2.0.0', glass, canary: true })
const registry = (state: 'in-sync' | 'stale') =>
  registryPage({
    registry: { items: swarm, lastSync: '2026-01-01T00:00:00.000Z' },
    state,
    version: 'v2.0.0',
    glass: false,
    canary: false,
  })

test('computes contrast as WCAG does', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54')
})

test('every text reaches AA on its ground, in light and in dark', () => {
  assert.ok(lowestContrast(light) >= 4.5, `light ${lowestContrast(light)}`)
  assert.ok(lowestContrast(dark) >= 4.5, `dark ${lowestContrast(dark)}`)
})

test('GlassFX costs no text its contrast, even where the most shines through', () => {
  for (const palette of [light, dark]) {
    const quiet = mix(palette.ink, glass.towardsInk, palette.muted)
    const glows = [
      mix(palette.accent, glass.accentShare, palette.ground),
      mix(glass.warm, glass.warmShare, palette.ground),
    ]
    for (const glow of glows) assert.ok(contrast(quiet, glow) >= 4.5, `${quiet} on ${glow}`)
    // The footer's link lies in the warm light only.
    assert.ok(contrast(palette.accent, glows[1]!) >= 4.5, `${palette.accent} on ${glows[1]}`)
  }
})

test('the panel shows GlassFX cards only when the flag is on, and the checker sees it', () => {
  assert.equal(panelFault(panelEvidence(panel(true)), true, figures.length), null)
  assert.equal(panelFault(panelEvidence(panel(false)), false, figures.length), null)
  assert.match(panelFault(panelEvidence(panel(false)), true, figures.length) ?? '', /GlassFXEnabled is true/)
  assert.match(panelFault(panelEvidence(panel(true)), false, figures.length) ?? '', /GlassFXEnabled is false/)
})

test('the checker sees a page without focus rings, without a dark side, or too pale', () => {
  const broken = (from: string, to: string) =>
    panelFault(panelEvidence(panel(true).replaceAll(from, to)), true, figures.length)
  assert.match(broken(':focus-visible{outline:3px', ':focus-visible{outline:0') ?? '', /focus rings/)
  assert.match(broken('{:root{--ground', '{:host{--ground') ?? '', /dark/)
  assert.match(broken(`--ink:${light.ink}`, '--ink:#bbbbbb') ?? '', /contrast/)
})

test('the badge follows the registry, and a hidden or missing one is not visible', () => {
  assert.deepEqual(badgeIn(registry('in-sync')), { status: 'in-sync', text: 'In sync' })
  assert.deepEqual(badgeIn(registry('stale')), { status: 'stale', text: 'Out of date' })
  assert.equal(
    badgeIn(registry('in-sync').replace('data-status="in-sync"', 'data-status="in-sync" hidden')),
    null,
  )
  assert.equal(badgeIn('<p>nothing</p>'), null)
})

test('a registry counts as synced only when it is fresh and says so', () => {
  const now = Date.parse('2026-01-01T00:10:00Z')
  const badge = { status: 'in-sync', text: 'In sync' }
  const of = (count: number, lastSync: string | null) =>
    registryFault({ count, lastSync }, badge, now, 60_000)
  assert.equal(of(3, '2026-01-01T00:09:30Z'), null)
  assert.match(of(3, '2026-01-01T00:00:00Z') ?? '', /600 s old/)
  assert.match(of(3, null) ?? '', /never synced/)
  assert.match(of(0, '2026-01-01T00:09:30Z') ?? '', /empty/)
  assert.match(
    registryFault({ count: 3, lastSync: '2026-01-01T00:09:30Z' }, null, now, 60_000) ?? '',
    /not visible/,
  )
})

test('names and versions cannot break out of the page', () => {
  const page = registryPage({
    registry: { items: [{ id: '"><script>', name: '<b>', role: '&', status: 'active' }], lastSync: null },
    state: 'never',
    version: '<i>',
    glass: false,
    canary: false,
  })
  assert.doesNotMatch(page, /<script>|<b>|<i>/)
})
