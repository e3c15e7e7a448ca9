import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { inflate } from '@sparticuz/chromium'
import { type Browser, chromium, type Page } from 'playwright-core'
import { ROOT } from './stage.testing.ts'

const require = createRequire(import.meta.url)
const PACKAGE = join(dirname(require.resolve('@sparticuz/chromium')), '..')
const START_WITHIN_MS = 60_000

/** Web security stays on: what is tested is also what the browser refuses. */
const ARGS = [
  ...['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-extensions', '--disable-sync', '--no-pings'],
  ...['--font-render-hinting=none', '--force-color-profile=srgb', '--hide-scrollbars'],
]

/** A real browser, without anything of the system's; or why there is none on this machine. */
export async function openBrowser(): Promise<{ browser: Browser } | { missing: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return {
      missing: `MISSING chromium: its package is for linux-x64, this is ${process.platform}-${process.arch}`,
    }
  const home = mkdtempSync(join(tmpdir(), 'cutwater-browser-'))
  try {
    const unpacked = await unpack()
    const browser = await chromium.launch({
      executablePath: join(unpacked, 'chromium'),
      args: ARGS,
      headless: true,
      timeout: START_WITHIN_MS,
      env: {
        HOME: home,
        TMPDIR: home,
        TZ: 'UTC',
        LANG: 'en_GB.UTF-8',
        PATH: process.env.PATH ?? '',
        // Behind the system's own, which are newer where there are any.
        LD_LIBRARY_PATH: ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', join(unpacked, 'al2023', 'lib')].join(
          ':',
        ),
        ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(unpacked, 'fonts') }),
      },
    })
    browser.once('disconnected', () => rmSync(home, { recursive: true, force: true }))
    return { browser }
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { missing: `MISSING chromium: it does not start here (${why})` }
  }
}

/** Unpacked once for each version; the first process moves it into place whole. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  const cache = join(ROOT, '.cache')
  const place = join(cache, `chromium-${version}`)
  if (existsSync(place)) return place
  mkdirSync(cache, { recursive: true })
  const making = mkdtempSync(join(cache, 'chromium-unpacking-'))
  const before = process.env.TMPDIR
  process.env.TMPDIR = making
  try {
    const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']
    await Promise.all(archives.map((archive) => inflate(join(PACKAGE, 'bin', archive))))
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

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the page as it is, one line each. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, so the page's own policy does not stand in its way.
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    type Found = { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }
    const { axe } = globalThis as unknown as {
      axe: { run: (what: unknown, how: object) => Promise<{ violations: Found[] }> }
    }
    const { document } = globalThis as unknown as { document: unknown }
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ''}`,
      ),
    )
  })
}
