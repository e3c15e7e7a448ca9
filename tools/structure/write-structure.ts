/** Writes what the migrations make of an empty database, by which a part of one is recognised: npm run structure */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withClient } from '../../src/adapters/postgres/database/client.testing.ts'
import { makeVersion } from '../../src/adapters/postgres/database/make-version.testing.ts'
import { structureOf } from '../../src/adapters/postgres/database/refuse-half.ts'
import { startEmbedded } from '../../src/adapters/postgres/embedded/embedded.ts'

const root = join(import.meta.dirname, '..', '..')
const file = join(root, 'src', 'adapters', 'postgres', 'database', 'structure.json')
const dir = mkdtempSync(join(tmpdir(), 'cutwater-structure-'))
const postgres = await startEmbedded({ dir })
try {
  const structure = await withClient(postgres.url, async (client) => {
    await makeVersion(client)
    return structureOf(client)
  })
  writeFileSync(file, JSON.stringify(structure, null, 2))
} finally {
  await postgres.stop()
  rmSync(dir, { recursive: true, force: true })
}
execFileSync(
  process.execPath,
  [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--write', file],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 60_000,
  },
)
