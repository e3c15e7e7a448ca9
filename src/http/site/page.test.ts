import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { createApp } from '../app.ts'
import { fakeHouse } from '../house.testing.ts'
import { openSite } from './site.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-site-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const app = createApp({
  house: fakeHouse(),
  log: pino({ level: 'silent' }),
  site: openSite(join(dir, 'site')),
})
const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1', ...headers } })

test('a page that is not built says so and what to do; built later it is there, without a session, at every address of a page', async () => {
  const missing = await get('/')
  assert.equal(missing.status, 404)
  assert.match(((await missing.json()) as { remedy: string }).remedy, /cutwater open .* builds the page/)

  mkdirSync(join(dir, 'site', 'assets'), { recursive: true })
  writeFileSync(join(dir, 'site', 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(dir, 'site', 'assets', 'it-1a2b.js'), 'export {}')
  for (const path of ['/', '/changes', '/changes/CHG-2026-0001', '/server', '/login']) {
    const page = await get(path)
    assert.equal(page.status, 200, path)
    assert.match(await page.text(), /<title>page/)
    assert.equal(page.headers.get('cache-control'), 'no-store')
  }
})

test('nothing inline, nothing from elsewhere, in nobody’s frame; files are kept for good and sent small', async () => {
  const page = await get('/')
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /unsafe|http|\*/)
  assert.equal(page.headers.get('x-frame-options'), 'DENY')
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
  const asset = await get('/assets/it-1a2b.js', { 'accept-encoding': 'gzip, br' })
  assert.equal(asset.headers.get('content-type'), 'text/javascript; charset=utf-8')
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/)
  assert.equal(gunzipSync(Buffer.from(await asset.arrayBuffer())).toString(), 'export {}')
})

test('only what was built is a file', async () => {
  for (const path of [
    '/assets/none.js',
    '/assets/..%2findex.html',
    '/assets/..%2f..%2fetc%2fpasswd',
    '/assets/',
    '/other',
  ])
    assert.equal((await get(path)).status, 404, path)
  assert.equal((await get('/', { host: 'evil.example' })).status, 421)
})
