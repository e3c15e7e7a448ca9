import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CATALOGUE } from './catalogue.ts'
import { commandLineIn } from './terminal/terminal.testing.ts'

/** Every command that takes a reason, each as somebody would type it. One that is new has to be added here. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  abort: ['CHG-2026-0001'],
  consider: ['CHG-2026-0001'],
  decline: ['CHG-2026-0001', '1'],
  decide: ['CHG-2026-0001', 'go-no-go', 'reject'],
  extend: ['CHG-2026-0001', '15m'],
  'flags import': ['staging/wix', 'flags.json', '--json'],
  'flags lock': ['staging/wix', 'F'],
  'flags rollback': ['staging/wix', 'F', '3'],
  'flags set': ['staging/wix', 'F', 'true'],
  'flags unlock': ['staging/wix', 'F'],
  'follow-ups reopen': ['CHG-2026-0001', 'review-1', '--json'],
  'journal resume': ['--json'],
  kill: ['staging/wix', '--yes'],
  'maintenance disable': ['staging/wix', '--json'],
  'maintenance enable': ['staging/wix', '--message', 'Back at four', '--json'],
  'not-ready': ['CHG-2026-0001', 'ready/page'],
  pause: ['CHG-2026-0001'],
  'plan review': ['example', '--json'],
  release: ['staging/wix'],
  resume: ['CHG-2026-0001'],
  revert: ['CHG-2026-0001', '--yes', '--detach', '--json'],
  rollback: ['CHG-2026-0001'],
  answer: ['CHG-2026-0001', 'plan-guard', '--as', 'resume'],
  settle: ['CHG-2026-0001', 'deploy-wix', '--as', 'done'],
  'targets adopt-proxy': ['staging/wix', '--yes', '--json'],
  'targets dismiss-proxy': ['staging/wix', 'run/b.sock', '--yes', '--json'],
  'targets overwrite-proxy': ['staging/wix', '--yes', '--json'],
  untick: ['CHG-2026-0001', 'ready/page'],
  'token revoke': ['rita', '--yes'],
}
const REASON = 'the ferry is late'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-reasons-'))
const heard: string[] = []
const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  if (request.method !== 'GET') heard.push(Buffer.concat(parts).toString())
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer))
})
/** What each of the answers has, and more: nobody looks at the rest. */
const answer = {
  id: 'CHG-2026-0001',
  answer: 'accepted',
  open: [],
  flags: [],
  already: false,
  revision: 2,
  possible: [],
  targets: [{ name: 'staging/wix' }],
  change: { id: 'CHG-2026-0002' },
  plan: { seen: 'x' },
  token: { id: 'x', name: 'rita' },
}
let cutwater: ReturnType<typeof commandLineIn>

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  writeFileSync(
    join(dir, 'flags.json'),
    '{"flags":{"F":{"state":"ENABLED","variants":{"on":true},"defaultVariant":"on"}}}',
  )
  writeFileSync(join(dir, 'token'), 'cw_a-token', { mode: 0o600 })
  const { port } = server.address() as AddressInfo
  cutwater = commandLineIn(dir, {
    CUTWATER_SERVER: `http://127.0.0.1:${port}`,
    CUTWATER_TOKEN_FILE: join(dir, 'token'),
  })
})
after(() => {
  server.closeAllConnections()
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

test('every reason that is given on the command line is sent', async () => {
  for (const [name, words] of Object.entries(COMMANDS)) {
    heard.splice(0)
    const { code, err } = await cutwater(...name.split(' '), ...words, '--because', REASON)
    assert.equal(code, 0, `${name}: ${err}`)
    assert.equal(heard.length, 1, name)
    assert.match(heard[0] ?? '', new RegExp(REASON), name)
  }
})

test('each of them may be told --yes, whether it asks a person or not', async () => {
  for (const [name, words] of Object.entries(COMMANDS)) {
    const said = words.includes('--yes') ? words : [...words, '--yes']
    const { code, err } = await cutwater(...name.split(' '), ...said, '--because', REASON)
    assert.equal(code, 0, `${name}: ${err}`)
  }
})

test('no command that takes a reason is left out above', async () => {
  const withReason: string[] = []
  for (const [, name] of CATALOGUE) {
    const { out } = await cutwater('help', name)
    const nested = /\nCommands:\n([\s\S]*)/.exec(out)?.[1] ?? ''
    const names = [...nested.matchAll(/^ {2}(\S+)/gm)].map(([, sub]) => `${name} ${sub}`)
    for (const each of [name, ...names]) {
      const help = each === name ? out : (await cutwater('help', ...each.split(' '))).out
      if (/--(because|reason)\b/.test(help)) withReason.push(each)
    }
  }
  assert.deepEqual(withReason.sort(), Object.keys(COMMANDS).sort())
})
