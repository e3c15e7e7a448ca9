/** Writes what is published of the schemas in the code, and the types that the client of the API has: npm run schema */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gatewayConfigSchema } from '../src/adapters/gateway/config/config-schema.ts'
import { jsonSchema } from '../src/core/document/json-schema.ts'
import { publishedSchemas } from '../src/core/plan/published-schemas.ts'
import { apiDocument } from '../src/http/routes.ts'
import { apiTypes } from './api-types.ts'

const root = dirname(import.meta.dirname)
const directory = join(root, 'schemas')
mkdirSync(directory, { recursive: true })
for (const [name, text] of Object.entries(publishedSchemas())) writeFileSync(join(directory, name), text)
writeFileSync(join(directory, 'gateway.schema.json'), jsonSchema(gatewayConfigSchema))
writeFileSync(join(directory, 'openapi.json'), JSON.stringify(apiDocument(), null, 2))
writeFileSync(join(root, 'src', 'http', 'client', 'schema.d.ts'), await apiTypes(apiDocument()))
execFileSync(
  process.execPath,
  [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--write', directory],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 60_000,
  },
)
