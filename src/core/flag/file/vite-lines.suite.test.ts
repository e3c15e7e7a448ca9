import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadEnv } from 'vite'
import { viteLines, viteName } from './vite-lines.ts'

test('Vite reads back every value as it was', async () => {
  const values = {
    'canary-percentage': 10,
    GlassFXEnabled: true,
    'vite-dark-mode': true,
    VITE_API_URL: '/api',
    vite: 'alone',
    share: 0.25,
    empty: '',
    apostrophe: "it's",
    quotes: 'say "hi" `now`',
    expansions: "$HOME ${PATH} ${X:-y} $$ \\$A it's \\\\$B",
    breaks: 'a\\nb',
    lines: 'a\nb',
    comment: ' # not a comment ',
    assignment: 'a=b; export C=d',
    backslash: '\\',
    letters: 'é 日本',
  }
  const written = viteLines(values)
  assert.ok('text' in written)
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-vite-'))
  try {
    await writeFile(join(dir, '.env'), written.text)
    const read = loadEnv('production', dir, 'VITE_')
    for (const [flag, value] of Object.entries(values))
      assert.equal(read[viteName(flag)], String(value), flag)
    assert.equal(read.VITE_CANARY_PERCENTAGE, '10')
    assert.equal(read.VITE_GLASS_FX_ENABLED, 'true')
    assert.equal(read.VITE_DARK_MODE, 'true')
    assert.equal(read.VITE_API_URL, '/api')
    assert.equal(read.VITE_VITE, 'alone')
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

test('what no .env file can hold is refused, and so are two flags of one name', () => {
  for (const values of [
    { a: `'"\`` },
    { a: "'`\\n" },
    { a: 'x\ry' },
    { 'dark-mode': true, DarkMode: false },
    { 'vite-dark-mode': true, 'dark-mode': false },
  ])
    assert.ok('refused' in viteLines(values), JSON.stringify(values))
})
