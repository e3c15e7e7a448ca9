/**
 * A team tries its guards before it trusts them: it asks what they can see, plays them over a quiet fortnight with one
 * incident, reads the report that it hands on, and looks at one verdict step by step. No server runs.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { cutwaterIn } from '../src/cli/cutwater.testing.ts'
import { accessibilityFaults, openBrowser } from './props/browser.testing.ts'

const PLAN = `plan: shop
title: A <shop> & more
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
version: v2
window: { duration: 6h }
steps:
  - rollout:
      targets: [shop]
      stages: [{ weight: 10, hold: 30m }, { weight: 100, hold: 30m }]
      gates:
        - { signal: success-ratio, atLeast: 99% }
      guards:
        - { signal: success-ratio, below: 95%, for: 2m }
        - { signal: success-ratio, worseThan: stable*1.25, confidence: 99.9% }
        - { signal: saturation, above: 80, for: 5m }
`
const START = Date.UTC(2026, 2, 1)
const MINUTES = 14 * 24 * 60
const INCIDENT = [5_000, 5_012] as const

function series(): string {
  const lines = Array.from({ length: MINUTES }, (_, i) => {
    const isIncident = i >= INCIDENT[0] && i < INCIDENT[1]
    const bad = isIncident ? 200 : 3 + ((i * 7) % 5)
    return `success-ratio,shop,${new Date(START + i * 60_000).toISOString()},1m,2000,${bad}`
  })
  return ['signal,target,at,span,total,bad', ...lines].join('\n')
}

test('guards are tried on the past', { timeout: 120_000 }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-tune-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const { cutwater } = cutwaterIn(dir)
  writeFileSync(join(dir, 'plan.yaml'), PLAN)
  writeFileSync(join(dir, 'past.csv'), series())

  await t.test('it asks what they can see', async () => {
    const { code, out, err } = await cutwater(
      ...['check', 'plan.yaml', '--env', 'staging', '--evidence', '--rps', '33', '--errors', '0.3%'],
    )
    assert.equal(code, 0, err)
    assert.match(out, /success-ratio-worse-than-1\.25-stable on shop/)
    assert.match(out, /^ +weight +hold +requests +like stable +2x +5x +10x$/m)
  })

  await t.test('it plays them, and gets a report to hand on', async () => {
    const words = ['--env', 'staging', '--series', 'past.csv', '--report', 'report.html']
    const { code, out, err } = await cutwater('backtest', 'plan.yaml', ...words)
    assert.equal(code, 4, err)
    assert.match(out, /success-ratio-below-0\.95-for-2m on shop +guard +1 +/)
    assert.match(out, /2026-03-04T11:2\d:00Z 9\d\.\d\d % of [\d,]+ samples, true for 1\dm/)
    assert.match(out, /saturation-above-80-for-5m on shop .*\n.*not played: past\.csv has no saturation/)
    const html = readFileSync(join(dir, 'report.html'), 'utf8')
    assert.match(html, /A &lt;shop&gt; &amp; more/)
    assert.doesNotMatch(html, /<script|https?:\/\//)
  })

  await t.test('the report can be read by everybody, light, dark and on a phone', async (its) => {
    const opened = await openBrowser()
    if ('missing' in opened) return its.skip(opened.missing)
    try {
      const page = await opened.browser.newPage()
      await page.goto(pathToFileURL(join(dir, 'report.html')).href)
      for (const [width, colorScheme] of [
        [1_200, 'light'],
        [1_200, 'dark'],
        [390, 'light'],
      ] as const) {
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme })
        assert.deepEqual(await accessibilityFaults(page), [], `${width} ${colorScheme}`)
        const wide = await page.evaluate('document.documentElement.scrollWidth')
        assert.ok(Number(wide) <= width, `${wide} px on ${width}`)
        const shots = process.env.CUTWATER_SHOTS
        if (shots !== undefined)
          await page.screenshot({ path: join(shots, `backtest-${width}-${colorScheme}.png`), fullPage: true })
      }
    } finally {
      await opened.browser.close()
    }
  })

  await t.test('it looks at one verdict step by step', async () => {
    const words = ['--env', 'staging', '--rule', 'success-ratio-below-0.95-for-2m', '--series', 'past.csv']
    const { code, out, err } = await cutwater('judge', 'replay', 'plan.yaml', ...words, '--every', '1000')
    assert.equal(code, 0, err)
    assert.match(out, /\(below 95\.00 %\): it trips$/m)
  })
})
