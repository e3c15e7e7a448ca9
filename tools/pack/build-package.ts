/**
 * Builds `dist/`, which is what `npm pack` packs: the sources as JavaScript in the folders they have here, so that each
 * finds what lies beside it; the packages of others, bundled; the live page, which is there already. Nothing else of
 * the checkout is written. prepack.mjs calls it.
 */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { asPacked, type Wanted } from './as-packed.ts'
import { bundlePackages } from './bundle-packages.ts'
import { thirdPartyNotices } from './notices.ts'
import { packagesBeside, packedData, packedSources } from './packed-files.ts'

const root = join(import.meta.dirname, '..', '..')
const dist = join(root, 'dist')
const making = join(root, '.cache', `dist-${process.pid}`)
/** Where Vite lists the licences of what is in the page. */
const PAGE_NOTICES = 'third-party.md'

try {
  await build()
  rmSync(dist, { recursive: true, force: true })
  renameSync(making, dist)
} finally {
  rmSync(making, { recursive: true, force: true })
}

async function build(): Promise<void> {
  const site = join(making, 'web', 'site')
  cpSync(join(root, '.cache', 'web', 'site'), site, { recursive: true })
  const sources = packedSources(root)
  const beside = packagesBeside(root)
  const wants: Wanted[] = []
  for (const path of sources) {
    const packed = asPacked(path, read(path), { sources: new Set(sources), beside })
    wants.push(...packed.wants)
    write(path.replace(/\.ts$/, '.js'), packed.text)
  }
  for (const path of packedData(root)) write(path, read(path))
  const { name, version, type, license, optionalDependencies } = JSON.parse(read('package.json'))
  write('package.json', JSON.stringify({ name, version, type, license, optionalDependencies }, null, 2))
  const bundled = await bundlePackages(root, making, wants, beside)
  const ofThePage = readFileSync(join(site, PAGE_NOTICES), 'utf8')
  write('THIRD-PARTY-NOTICES.md', thirdPartyNotices(bundled, ofThePage))
  rmSync(join(site, PAGE_NOTICES))
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function write(path: string, text: string): void {
  const to = join(making, path)
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, text)
}
