import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { entriesOf } from '../document/tree.ts'
import { publishedSchemas } from './published-schemas.ts'

for (const [name, text] of Object.entries(publishedSchemas())) {
  test(`schemas/${name} is what the core says; npm run schema writes it anew`, () => {
    const committed = readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8')
    assert.deepEqual(JSON.parse(committed), JSON.parse(text))
  })

  test(`schemas/${name} refuses unknown keys`, () => {
    const objects = [...entriesOf(JSON.parse(text))].filter(
      ({ path }) => path.at(-1) === 'additionalProperties',
    )
    assert.ok(objects.some(({ leaf }) => leaf === false))
  })
}
