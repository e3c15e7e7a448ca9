import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { thirdPartyNotices } from './notices.ts'

const modules = join(import.meta.dirname, '..', '..', 'node_modules')
const file = (path: string) => join(modules, path)

test('each package is named once, with its version and the text of its licence; those of the page follow', () => {
  const files = [
    file('zod/v4/index.js'),
    file('zod/v4/core/index.js'),
    `\0${file('@noble/hashes/sha2.js')}?x`,
  ]
  const text = thirdPartyNotices(files, '# Licenses\n\nAll of it\n\n## react - 19\n\nMIT text\n')
  assert.deepEqual(
    [...text.matchAll(/^##? .*$/gm)].map(([line]) => line.replace(/ \d[\d.]*/, '')),
    [
      '# Third-party notices',
      '## @noble/hashes (MIT)',
      '## zod (MIT)',
      '# In the live page',
      '## react - 19',
    ].map((line) => line.replace(/ \d[\d.]*/, '')),
  )
  assert.match(text, /Permission is hereby granted/)
})

test('a file of no package is refused', () => {
  assert.throws(() => thirdPartyNotices(['/somewhere/else.js'], ''), /belongs to no package/)
})
