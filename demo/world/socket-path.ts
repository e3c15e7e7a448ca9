import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Systems cut or refuse the name of a socket above about 104 bytes, and HAProxy binds a longer one first. */
const longest = 90

/** Where the gateway's admin socket goes: in `run/`, or where that name would be too long, in a folder of its own. */
export function socketPath(dir: string): { readonly path: string; readonly folder: string | null } {
  const path = join(dir, 'run', 'gateway.sock')
  if (Buffer.byteLength(path) <= longest) {
    mkdirSync(join(dir, 'run'), { recursive: true })
    return { path, folder: null }
  }
  const base = tmpdir().length <= 60 ? tmpdir() : '/tmp'
  const folder = mkdtempSync(join(base, 'cutwater-'))
  return { path: join(folder, 'gateway.sock'), folder }
}
