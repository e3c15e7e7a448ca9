import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** The files of the built page, as they are sent. */
export type Site = {
  built(): boolean
  /** The document that every page begins with; null while the page is not built. */
  index(): SiteFile | null
  /** Of `/assets`: their names hold a hash of what is in them, so they never change. */
  asset(name: string): SiteFile | null
}

export type SiteFile = {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly gzipped: Uint8Array<ArrayBuffer>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Reads the built page once, whole: a build that replaces it meanwhile cannot mix two of them. Nothing of a request
 * becomes part of a path. A page that is built later is found then.
 */
export function openSite(dir: string): Site {
  let files: ReadonlyMap<string, SiteFile> | null = null
  const found = (): ReadonlyMap<string, SiteFile> => {
    files ??= readSite(dir)
    return files ?? new Map()
  }
  return {
    built: () => files !== null || existsSync(join(dir, 'index.html')),
    index: () => found().get('index.html') ?? null,
    asset: (name) => found().get(`assets/${name}`) ?? null,
  }
}

function readSite(dir: string): ReadonlyMap<string, SiteFile> | null {
  try {
    const assets = readdirSync(join(dir, 'assets')).map((name) => `assets/${name}`)
    return new Map(['index.html', ...assets].map((path) => [path, readSiteFile(dir, path)]))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function readSiteFile(dir: string, path: string): SiteFile {
  const bytes = new Uint8Array(readFileSync(join(dir, path)))
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  // As small as it gets: it is packed once, and sent to everybody.
  return { type, bytes, gzipped: new Uint8Array(gzipSync(bytes, { level: 9 })) }
}
