/** Every line of docs/seed-commands.md about the maintenance window is run, from top to bottom, on one scene. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { findBrowser } from '../src/adapters/browser/find-browser.ts'
import { rowsOf } from './props/seed-commands.testing.ts'
import { onStage } from './props/stage.testing.ts'

test('every command of the runbook has one here that does the same', async (t) => {
  const lines = rowsOf('Dual deploy')
  assert.ok(lines.length >= 20, `only ${lines.length} lines were found`)

  const browser = await findBrowser(process.env)
  await onStage({ users: 400, browser: true }, async (stage) => {
    let change = 'no change yet'
    /**
     * The same command in this small world: its environment, a window that opens now, a pace, and the change's own
     * number.
     */
    const here = (words: readonly string[]): readonly string[] => [
      ...words.map((word) =>
        word
          .replace(/\bproduction\b/, 'staging')
          .replace(/^CHG-2025-0001$/, change)
          .replace(/^(maintenance_window_start)=.+/, `$1=${new Date(Date.now() + 1_500).toISOString()}`)
          .replace(/^(maintenance_window_duration_min)=45$/, '$1=120'),
      ),
      ...(words[0] === 'run' ? ['--pace', '100'] : []),
    ]
    for (const { inTheRunbook, words, says } of lines)
      await t.test(`${inTheRunbook || 'and'}: cutwater ${words.slice(0, 3).join(' ')}`, async () => {
        const { code, out, err } = await stage.cutwater(...here(words))
        if (words[0] === 'run') change = /^CHG-\d{4}-\d+/.exec(out)?.[0] ?? change
        assert.equal(code, 0, `${err}\n${out}`)
        const is = 'missing' in browser ? says.replace('[✓] ADA', '[?] ADA') : says
        assert.ok(out.includes(is), `it does not say "${says}" but\n${out}`)
      })

    await t.test('wait-until really waits, and gives up at its time-out', async () => {
      const start = Date.now() + 2_000
      const waited = await stage.cutwater('wait-until', new Date(start).toISOString(), '--timeout', '1m')
      assert.equal(waited.code, 0, waited.err)
      assert.ok(Date.now() >= start, 'it came back before the instant')
      const tired = await stage.cutwater('wait-until', '2099-10-06T22:00:00-04:00', '--timeout', '1s')
      assert.equal(tired.code, 1)
      assert.match(tired.err, /timed out after 1s/)
    })

    await t.test('and a set of a flag that the run has locked is refused', async () => {
      const { code, err } = await stage.cutwater('flags', 'set', 'staging/gamma', 'GlassFXEnabled', 'false')
      assert.equal(code, 1)
      assert.match(err, new RegExp(`locked by ${change}`))
    })
  })
})
