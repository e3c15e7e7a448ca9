/** Writes the published JSON Schemas from the schemas in the core: node tools/write-schemas.ts */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { publishedSchemas } from '../src/core/plan/published-schemas.ts'

const directory = join(dirname(import.meta.dirname), 'schemas')
mkdirSync(directory, { recursive: true })
for (const [name, text] of Object.entries(publishedSchemas())) writeFileSync(join(directory, name), text)
