/** docs/how-to/your-own-service.md, line by line, by someone who has nothing but that page. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howTo, instructionsIn, Reader, type Typed } from './props/how-to.testing.ts'

const PAGE = howTo('your-own-service')
const PORTS = ['4101', '4102', '4201', '4202', '8081', '8082']

/** What ends everything, typed also when something went wrong before. */
const LEAVE = 'kill $(cat run/*.pid); wait'

/** What has to be seen after a line that begins so, by the nth of its kind. */
const SEEN: readonly (readonly [line: RegExp, said: RegExp])[] = [
  [/^until curl/, /^shop v1$/m],
  [/^until cutwater targets/, /local\/shop/],
  [/^cutwater check/, /nothing is wrong/],
  [/^cutwater simulate/, /SUCCEEDED/],
  [/^cutwater run release.yaml version=v2/, /SUCCEEDED$/m],
  [/^curl/, /^shop v2\nsearch v2$/m],
  [/^cutwater run release.yaml version=v3/, /ROLLED BACK\nexit code 3$/m],
  [/^curl/, /^shop v2$/m],
  [/^cutwater revert .* --dry-run/, /v1/],
  [/^cutwater revert/, /SUCCEEDED/],
  [/^curl/, /^shop v1$/m],
  [/^cutwater journal verify/, /whole$/m],
  [/^curl/, /^all of it has ended$/m],
]

test('the how-to works as it is written', async (t) => {
  const reader = new Reader()
  const typed: Typed[] = []
  let served = 0
  try {
    await reader.begin(PORTS)
    for (const instruction of instructionsIn(PAGE)) {
      if (instruction.do === 'write') {
        reader.write(instruction.file, instruction.text, 'release')
        continue
      }
      for (const line of instruction.lines) {
        if (line === LEAVE) served = reader.serverPort('release')
        await t.test(line, async () => {
          const said = await reader.type(line, 120_000)
          typed.push(said)
          assert.equal(said.code, 0, said.said)
        })
      }
    }
    assert.match(reader.read('release/run/server.log'), /The live page is there too/)
    assert.deepEqual(await reader.listening([served]), [], 'a port still listens')
    assert.deepEqual(reader.left(), [], 'processes outlived the page')
  } finally {
    await reader.end(`cd ~/release; ${LEAVE}`)
  }
  assert.ok(PAGE.includes(`\n${LEAVE}\n`))
  let at = 0
  for (const [line, said] of SEEN) {
    const found = typed.findIndex((one, i) => i >= at && line.test(one.line))
    assert.ok(found >= 0, `no line ${line} after line ${at}`)
    assert.match(typed[found]?.said ?? '', said)
    at = found + 1
  }
})
