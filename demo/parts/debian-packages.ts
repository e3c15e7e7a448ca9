/** apt with directories of its own: it reads the machine's sources and keys, and writes nothing outside the cache. */
import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run-program.ts'

const FETCH_LIMIT_MS = 90_000

/** Downloads a package with whatever it needs that this machine lacks. Throws a sentence when that cannot be. */
export async function downloadPackages(
  cache: string,
  name: string,
): Promise<{ readonly directory: string; readonly packages: readonly string[] }> {
  const said = (await run('apt-get', ['--version'], { limitMs: 10_000 })).code
  if (said !== 0) throw new Error('it is not installed, and there is no apt-get to fetch it with')
  await mkdir(cache, { recursive: true })
  const directory = await mkdtemp(join(cache, 'apt-'))
  const archives = join(directory, 'archives')
  await mkdir(join(directory, 'lists', 'partial'), { recursive: true })
  await mkdir(join(archives, 'partial'), { recursive: true })
  const settings = [
    `Dir::State=${directory}`,
    `Dir::State::lists=${join(directory, 'lists')}`,
    'Dir::State::status=/var/lib/dpkg/status',
    `Dir::Cache=${directory}`,
    `Dir::Cache::archives=${archives}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=10',
    'Acquire::https::Timeout=10',
  ].flatMap((setting) => ['-o', setting])
  const apt = async (what: string, args: readonly string[]) => {
    const { code, said } = await run('apt-get', [...settings, '-q', '-y', ...args], {
      limitMs: FETCH_LIMIT_MS,
    })
    if (code !== 0) throw new Error(`${what} (${withoutAddresses(said)})`)
  }
  await apt("Debian's lists of packages could not be fetched", ['update'])
  await apt(`Debian's package ${name} could not be fetched`, [
    'install',
    '--download-only',
    '--no-install-recommends',
    name,
  ])
  const found = (await readdir(archives)).filter((file) => file.endsWith('.deb'))
  return { directory, packages: found.map((file) => join(archives, file)) }
}

/** Unpacks them over each other into a directory, as they would lie under `/`. */
export async function unpackPackages(packages: readonly string[], into: string): Promise<void> {
  for (const file of packages) {
    const { code, said } = await run('dpkg', ['-x', file, into], { limitMs: 60_000 })
    if (code !== 0) throw new Error(`a package could not be unpacked: ${said}`)
  }
}

/** A test's report is no place for the address of a mirror. */
const withoutAddresses = (text: string) => text.replace(/\w+:\/\/\S+/g, 'its mirror')
