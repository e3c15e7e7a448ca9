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

test('every key of a plan says what it is for', () => {
  const { definitions, ...root } = JSON.parse(publishedSchemas()['plan.schema.json'])
  const silent = [...entriesOf({ root, definitions })].flatMap(({ path, leaf }) => {
    if (path.at(-2) !== 'properties' || path.at(-1) === 'properties') return []
    return says(leaf, definitions) ? [] : [path.filter((part) => part !== 'properties').join('.')]
  })
  assert.deepEqual(silent, [])
})

/** By itself, or by the part of the schema that it refers to. */
function says(schema: unknown, definitions: Readonly<Record<string, unknown>>): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const { description, allOf, $ref } = schema as Record<string, unknown>
  if (typeof description === 'string') return true
  const name = typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined
  if (name !== undefined) return says(definitions[name], definitions)
  return Array.isArray(allOf) && allOf.some((part) => says(part, definitions))
}
