/** Every line of docs/seed-commands.md about the progressive canary is run, from top to bottom, on its own estate. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { progressiveCanary } from '../demo/estates/progressive-canary/estate.ts'
import { journalOf } from './props/facts.testing.ts'
import { rowsOf } from './props/seed-commands.testing.ts'
import { onStageOf, run, until } from './props/stage.testing.ts'

/** The ten minutes of the first stage, and those of a long p95, are one: enough to be asked about, and killed in. */
const PACE = '10'
/** Tests, scans, a backup that is restored: all of it on a machine that may do other things beside. */
const BEGINS_WITHIN_MS = 180_000

test('every command of the guide has one here that does the same', { timeout: 450_000 }, async (t) => {
  const lines = rowsOf('Progressive canary')
  assert.ok(lines.length >= 15, `only ${lines.length} lines were found`)

  await onStageOf(progressiveCanary, { users: 40 }, async (stage) => {
    await progressiveCanary.prepare(stage.client())
    const { frontend, backend } = stage.world.shop.addresses.publicly
    const places: Readonly<Record<string, string>> = {
      FRONTEND: frontend,
      BACKEND: backend,
      CUTWATER_SERVER: stage.client().url,
      TOKEN: readFileSync(join(stage.dataDir, 'token'), 'utf8').trim(),
    }
    const changes: string[] = []
    /** The same in this small world: its environment, a pace, the numbers of its changes, and its addresses. */
    const here = (word: string): string =>
      word
        .replace(/\bproduction\b/, 'staging')
        .replace(/^cutwater\.yaml$/, stage.world.bindingFile)
        .replace(/^CHG-2025-000(\d)$/, (_, n) => changes[n - 1] ?? 'no change yet')
        .replace(/\$(\w+)/g, (_, name) => places[name] ?? assert.fail(`nobody knows $${name}`))
    const cutwater = async ([command = '', ...words]: readonly string[]): Promise<string> => {
      const pace = command === 'run' ? ['--pace', PACE] : []
      const env = { CUTWATER_DATA: stage.dataDir, CUTWATER_BINDING: stage.world.bindingFile }
      const { code, out, err } = await run([command, ...words, ...pace], env)
      assert.equal(code, 0, `${err}\n${out}`)
      const [id] = command === 'run' ? (/^CHG-\d{4}-\d+/.exec(out) ?? []) : []
      if (id === undefined) return out
      changes.push(id)
      await until(
        `${id} has traffic, or its turn behind another`,
        () => hasBegun(id),
        BEGINS_WITHIN_MS,
      ).catch(async (cause) => {
        const told = await journalOf(stage, id)
        throw new Error(told.map(({ at, sentence }) => `${at} ${sentence}`).join('\n'), { cause })
      })
      return out
    }
    /** What the next lines ask about: a canary with traffic; a change behind it only waits. */
    const hasBegun = async (id: string): Promise<boolean> => {
      const { rollouts } = await stage.client().change(id)
      return changes.length > 1 || rollouts.some(({ stages }) => stages[0]?.state === 'holding')
    }
    for (const { inTheRunbook, program, words, says } of lines)
      await t.test(`${inTheRunbook || 'and'}: ${program} ${words.slice(0, 3).join(' ')}`, async () => {
        const out = await (program === 'curl' ? curl : cutwater)(words.map(here))
        assert.ok(out.includes(says), `it does not say "${says}" but\n${out}`)
      })
  })
})

/** As curl does with -f, -X, -H and -d: what it prints. */
async function curl(words: readonly string[]): Promise<string> {
  const valuesOf = (option: string) => words.filter((_, i) => words[i - 1] === option)
  const url = words.find((word) => /^https?:/.test(word)) ?? assert.fail(`no address in ${words.join(' ')}`)
  const [body] = valuesOf('-d')
  const answer = await fetch(url, {
    method: valuesOf('-X')[0] ?? 'GET',
    headers: valuesOf('-H').map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(20_000),
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${answer.status} ${text}`)
  return text
}
