/** `cutwater validate --change`: a gateway whose users are all on stable, and a new version beside it. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChangeView } from '../../../read/change/change-view.ts'
import { cutwaterIn } from '../../cutwater.testing.ts'
import { commandLineIn } from '../../terminal/terminal.testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-validate-'))
const { data, serve, start, endAll } = cutwaterIn(dir)
const cutwater = commandLineIn(dir, { CUTWATER_DATA: data })
const servers: Server[] = []

/** Says its version, and by which host it was asked. */
async function version(name: string): Promise<string> {
  const server = createServer((request, response) =>
    response.end(JSON.stringify({ version: name, host: request.headers.host, path: request.url })),
  )
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Where its users are. */
async function gatewayTo(blue: string, green: string): Promise<string> {
  writeFileSync(
    join(dir, 'gateway.yaml'),
    `instance: edge
adminSocket: gateway.sock
stateFile: state.json
cookieSecretFile: cookie-secret
portsFile: ports.json
routes: [{ target: staging/shop, listen: 127.0.0.1:0, sides: { blue: '${blue}', green: '${green}' } }]
`,
  )
  start('gateway', '--config', 'gateway.yaml')
  while (!existsSync(join(dir, 'ports.json'))) await sleep(50)
  const ports = JSON.parse(readFileSync(join(dir, 'ports.json'), 'utf8')) as Record<string, number>
  return `http://127.0.0.1:${ports['staging/shop']}`
}

const PLAN = `plan: release
title: Release the shop
environment: staging
version: v2.0.0
steps:
  - deploy: shop
    undo: { none: true, because: It takes no requests }
  - checklist: [Somebody looked]
`

before(async () => {
  const [blue, green, others] = [await version('v1'), await version('v2'), await version('others')]
  const users = await gatewayTo(blue, green)
  const is = (wanted: string, rest = '') => `json: { $.version: ${wanted}${rest} }`
  writeFileSync(join(dir, 'release.yaml'), PLAN)
  writeFileSync(
    join(dir, 'cutwater.yaml'),
    `environments:
  staging:
    targets:
      shop:
        traffic: { gateway: gateway.sock }
        sides: { blue: '${blue}', green: '${green}' }
        addresses: ['${users}']
        deploy: { command: [sh, -c, 'until [ -f go ]; do sleep 0.1; done'] }
    checks:
      entry: { title: Shop, http: { url: '${users}/health?deep', ${is('v2', `, $.path: '/health?deep', $.host: '${users.slice(7)}'`)} } }
      side: { title: Side, http: { url: '${blue}/health', ${is('v2')} } }
      others: { title: Others, http: { url: '${others}/health', ${is('others')} } }
      stable: { title: Everybody, http: { url: '${users}/health', ${is('v1')} } }
    suites:
      new: { title: New, checks: [entry, side, others] }
      all: { title: All, checks: [stable] }
`,
  )
  await serve()
})
after(async () => {
  await endAll()
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(dir, { recursive: true, force: true })
})

const said = async (...args: string[]) => {
  const { code, out, err } = await cutwater(...args)
  assert.equal(code, 0, `${args.join(' ')}: ${out}${err}`)
  return out
}

test('addresses of a change are asked at its new version, and it says whom it asked', {
  timeout: 60_000,
}, async () => {
  const { id } = JSON.parse(await said('run', 'release.yaml', '--detach', '--json')) as { id: string }
  const until = async (is: (view: ChangeView) => boolean) => {
    for (;;) {
      if (is(JSON.parse(await said('show', id, '--json')) as ChangeView)) return
      await sleep(100)
    }
  }
  await until(({ steps }) => steps[0]?.status === 'running')
  const early = await cutwater('validate', 'new', '--change', id)
  assert.equal(early.code, 1)
  assert.match(early.out, new RegExp(`^\\? Shop: Not asked \\(${id} has nothing on shop yet\\)$`, 'm'))
  assert.match(early.out, /^✓ Others: Healthy \(200 OK, [\d.]+m?s\)$/m)

  writeFileSync(join(dir, 'go'), '')
  await until(({ brought }) => brought[0]?.is === 'there')
  const out = await said('validate', 'new', '--change', id, '--report', 'seen.html')
  assert.match(out, /^✓ Shop: Healthy \(200 OK, [\d.]+m?s\), on v2\.0\.0 \(green\)$/m)
  assert.match(out, /^✓ Side: Healthy \(200 OK, [\d.]+m?s\), on v2\.0\.0 \(green\)$/m)
  assert.match(out, /^✓ Others: Healthy \(200 OK, [\d.]+m?s\)$/m)
  assert.match(readFileSync(join(dir, 'seen.html'), 'utf8'), /, on v2\.0\.0 \(green\)/)
  const kept = await said('journal', 'show', id)
  assert.match(
    kept,
    /Shop: Healthy \(200 OK, [\d.]+m?s\), on v2\.0\.0 \(green\).*of shop the new version was looked at/,
  )
  assert.match(await said('report', id), /on v2\.0\.0 \(green\)/)

  await said('abort', id, '--because', 'enough')
  await until(({ status }) => status === 'rolled-back')
  const over = await said('validate', 'all', '--change', id)
  assert.match(
    over,
    new RegExp(
      `^✓ Everybody: Healthy \\(200 OK, [\\d.]+m?s\\); ${id} is over, so shop was asked as everybody asks it$`,
      'm',
    ),
  )
  const last = (await said('journal', 'show', id)).split('\n').findLast((line) => /looked at All/.test(line))
  assert.doesNotMatch(last ?? '', /new version/)
})
