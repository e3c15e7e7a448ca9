/** Writes the published JSON Schemas from the schemas in the core, and the document of the API: node tools/write-schemas.ts */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { publishedSchemas } from '../src/core/plan/published-schemas.ts'
import { apiDocument } from '../src/http/routes.ts'

const root = dirname(import.meta.dirname)
const directory = join(root, 'schemas')
mkdirSync(directory, { recursive: true })
for (const [name, text] of Object.entries(publishedSchemas())) writeFileSync(join(directory, name), text)
writeFileSync(join(directory, 'openapi.json'), JSON.stringify(apiDocument(), null, 2))
execFileSync(
  process.execPath,
  [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--write', directory],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 60_000,
  },
)
