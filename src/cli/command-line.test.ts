import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { CATALOGUE, moduleOf } from './catalogue.ts'
import { scalarFrom } from './commands/flags/set-flag.ts'
import { inputsFrom } from './plan/plan-inputs.ts'
import { fullTarget } from './terminal/target-name.ts'
import { commandLineIn } from './terminal/terminal.testing.ts'

const cwd = mkdtempSync(join(tmpdir(), 'cutwater-cli-'))
after(() => rmSync(cwd, { recursive: true, force: true }))

const cutwater = commandLineIn(cwd, {}, Date.parse('2025-10-07T01:59:00Z'))

test('every command of the catalogue has its module, and every module of a command is in it', async () => {
  for (const [room, name] of CATALOGUE)
    assert.equal(typeof (await moduleOf(room, name)).define, 'function', name)
  const commands = join(import.meta.dirname, 'commands')
  const modules = globSync('*/*.ts', { cwd: commands }).filter((file) =>
    readFileSync(join(commands, file), 'utf8').includes('export function define('),
  )
  assert.deepEqual(modules.sort(), CATALOGUE.map(([room, name]) => join(room, `${name}.ts`)).sort())
})

test('help lists every command, and each explains itself', async () => {
  const { code, out } = await cutwater('--help')
  assert.equal(code, 0)
  for (const [, name] of CATALOGUE) assert.match(out, new RegExp(`^ {2}${name} `, 'm'))
  for (const [, name] of CATALOGUE) {
    const help = await cutwater('help', name)
    assert.deepEqual([help.code, help.err], [0, ''], name)
    assert.match(help.out, new RegExp(`^Usage: cutwater ${name}`), name)
  }
  assert.equal((await cutwater()).code, 0)
  assert.match((await cutwater('help', 'plan', 'show')).out, /^Usage: cutwater plan show /)
})

test('wherever a reason is taken, --reason and --because are the same', async () => {
  for (const words of [
    ['abort'],
    ['extend'],
    ['kill'],
    ['release'],
    ['settle'],
    ['flags', 'lock'],
    ['token', 'revoke'],
  ])
    assert.match((await cutwater('help', ...words)).out, /--reason, --because <reason>/, words.join(' '))
  const commands = join(import.meta.dirname, 'commands')
  for (const file of globSync('**/*.ts', { cwd: commands }))
    assert.doesNotMatch(readFileSync(join(commands, file), 'utf8'), /option\('--(because|reason) /i, file)
})

test('what is misspelt is answered with one sentence that says what was meant', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ['puase', 'CHG-2025-0001'],
      /^cutwater: unknown command 'puase'. Did you mean pause\?\n {2}cutwater --help/,
    ],
    [['pause'], /^cutwater: missing required argument 'id'\n {2}cutwater pause --help says what there is\.$/],
    [['pause', 'CHG-2025-0001', '--jsno'], /^cutwater: unknown option '--jsno'. Did you mean --json\?\n/],
    [
      ['plan'],
      /^cutwater: cutwater plan takes one of register, review, list, show, check\n {2}cutwater plan --help/,
    ],
    [
      ['plan', 'shwo', 'x'],
      /^cutwater: unknown command 'shwo'. Did you mean show\?\n {2}cutwater plan --help/,
    ],
    [['help', 'puase'], /^cutwater: unknown command 'puase'. Did you mean pause\?\n/],
    [
      ['list', '--status', 'runing'],
      /^cutwater: "runing" is no status of a change\n {2}Did you mean running\?$/,
    ],
    [['run', 'nope.yaml'], /^cutwater: the plan nope.yaml cannot be read/],
    [['run', 'nope'], /^cutwater: there is no server in/],
    [
      ['settle', 'X', 'y', '--as', 'gone', '--because', 'z'],
      /Allowed choices are done, failed, repeat, skip/,
    ],
    [['extend', 'CHG-2025-0001', '15', '--because', 'x'], /^cutwater: "15" is no duration\n {2}Write 15m/],
    [['wait-until', '2025-10-07T02:00:00'], /has no offset from UTC/],
    [['list'], /^cutwater: there is no server in .*\n {2}Start one with cutwater serve/],
    [['check', 'nope.yaml'], /^cutwater: the plan nope.yaml cannot be read/],
    [['kill', 'CHG-2025-0001', '--direct', '--yes'], /--direct knows targets only/],
    [['kill', 'CHG-2025-0001'], /there is no terminal to ask on\n {2}Say --yes/],
    [['serve', '--port', 'http'], /"http" is no port/],
  ]
  for (const [args, message] of cases) {
    const { code, err, out } = await cutwater(...args)
    assert.equal(code, 1, args.join(' '))
    assert.match(err, message)
    assert.ok(err.split('\n').length <= 2, err)
    assert.doesNotMatch(err + out, /\n\s+at /)
  }
})

test('check says what is wrong with a plan, where, and exits with 1', async () => {
  writeFileSync(join(cwd, 'plan.yaml'), 'plan: x\ntitel: y\n')
  const { code, out } = await cutwater('check', 'plan.yaml')
  assert.equal(code, 1)
  assert.match(out, /^plan\.yaml:2:1: error: .*\(unknown-key\)\n {2}did you mean title\?/m)
  assert.match(out, /plan\.yaml: \d+ errors/)
  const json = JSON.parse((await cutwater('check', 'plan.yaml', '--json')).out)
  assert.equal(json.ok, false)
  assert.equal(json.findings[0].line, 1)
})

test('check with inputs looks at those alone', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../plans/dual-deploy.yaml'), 'utf8')
  writeFileSync(join(cwd, 'release.yaml'), text)
  const right = await cutwater('check', 'release.yaml', 'environment=staging', 'version_tag=v1', '--offline')
  assert.deepEqual([right.code, right.err], [0, ''])
  const wrong = await cutwater('check', 'release.yaml', 'environment=stagin', 'version_tag=v1', '--offline')
  assert.equal(wrong.code, 1)
  assert.match(wrong.out, /\(stagin\) is not one of its values .*\n {2}did you mean staging\?/)
  const { err } = await cutwater('check', 'release.yaml', 'environment', '--offline')
  assert.match(err, /"environment" is no input\n {2}Write inputs as key=value/)
})

test('wait-until exits 0 when the instant has come and 1 when it did not come in time', async () => {
  assert.deepEqual(await cutwater('wait-until', ''), {
    code: 0,
    out: 'open: it is 2025-10-07T01:59:00.000Z',
    err: '',
  })
  const waited = await cutwater('wait-until', '2025-10-06T22:00:00-04:00', '--timeout', '45m')
  assert.deepEqual(waited, {
    code: 0,
    out: 'open: it is 2025-10-07T02:00:00.000Z',
    err: 'opens 02:00:00Z, in 1m 00s',
  })
  const late = await cutwater('wait-until', '2025-10-06T22:00:00-04:00', '--timeout', '30s')
  assert.deepEqual([late.code, late.out], [1, ''])
  assert.match(late.err, /timed out after 30s: it opens at 2025-10-07T02:00:00.000Z/)
  assert.equal(
    JSON.parse((await cutwater('wait-until', '2025-10-06T22:00:00-04:00', '--timeout', '30s', '--json')).out)
      .open,
    false,
  )
})

test('inputs are key=value, once each', () => {
  assert.deepEqual(inputsFrom(['a=1', 'b=x=y', 'c=']), { a: '1', b: 'x=y', c: '' })
  assert.throws(() => inputsFrom(['a']), /no input/)
  assert.throws(() => inputsFrom(['a=1', 'a=2']), /twice/)
})

test('a target may be named by its service while only one environment has it', () => {
  const known = ['staging/wix', 'staging/gamma', 'production/gamma']
  assert.equal(fullTarget('wix', known), 'staging/wix')
  assert.equal(fullTarget('production/gamma', known), 'production/gamma')
  assert.throws(() => fullTarget('gamma', known), /several targets/)
  assert.throws(() => fullTarget('wixx', known), /no target/)
})

test('flag values are what they look like', () => {
  assert.deepEqual(['true', 'false', '1', '-2.5', '007', 'v2.0.0', '1e3'].map(scalarFrom), [
    true,
    false,
    1,
    -2.5,
    '007',
    'v2.0.0',
    '1e3',
  ])
})

test('simulate names the leads and contacts of a plan as run does', async () => {
  const plan = `plan: led
title: Led
environment: staging
leads: { cutover: Leads the cutover, qa: Leads the tests }
contacts: { room: asked }
steps:
  - checklist: [{ title: It is ready, person: qa }]
  - { approve: go, by: [cutover] }
`
  writeFileSync(join(cwd, 'led.yaml'), plan)
  const people = ['--lead', 'cutover=ada', '--lead', 'qa=ben', '--contact', 'room=#go']
  const named = await cutwater('simulate', 'led.yaml', ...people)
  assert.equal(named.code, 0, named.err)
  assert.match(named.out, /ben ticked/)
  assert.match(named.out, /ada approves/)
  assert.match(
    (await cutwater('simulate', 'led.yaml')).out,
    /cutover approves/,
    'else by the name of the plan',
  )
  for (const [words, because] of [
    [['--lead', 'cutover=ada', '--contact', 'room=#go'], /nobody is named as qa/],
    [people.slice(0, 4), /room/],
    [['--lead', 'captain=ada'], /the plan has none of that name/],
    [['--lead', 'ada'], /"ada" names nobody/],
  ] as const) {
    const refused = await cutwater('simulate', 'led.yaml', ...words)
    assert.deepEqual([refused.code, refused.out], [1, ''])
    assert.match(refused.err, because)
  }
})

test('promote says in one sentence what of its options does not go together', async () => {
  for (const [words, because] of [
    [['--manual'], /--manual needs to know who approves/],
    [['--approver', 'ben'], /--approver belongs to --manual/],
    [['--auto', '--approver', 'ben'], /--auto asks nobody/],
    [['--auto', '--manual', '--approver', 'ben'], /exclude each other/],
    [['--auto', '--all'], /--all ends a hold, and --auto does not/],
    [['--manual', '--approver', 'ben', '--override', 'x'], /--override ends a hold, and --manual does not/],
  ] as const) {
    const { code, out, err } = await cutwater('promote', 'CHG-2025-0001', ...words)
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, because)
  }
})

test('a binding with faults is told by the first of them, wherever it is read', async () => {
  writeFileSync(join(cwd, 'wrong.yaml'), 'environments:\n  staging:\n    targetz: {}\n')
  const { code, err } = await cutwater('kill', 'staging/wix', '--direct', '--binding', 'wrong.yaml')
  assert.equal(code, 1)
  assert.match(err, /wrong\.yaml has faults\n .*wrong\.yaml:3:5: error: unknown key targetz/)
})

test('doctor says of a missing token who makes it, and who does not', async () => {
  const said = async (...words: string[]) => (await cutwater('doctor', '--data', 'none', ...words)).out
  assert.match(await said(), /token .* is not there\n +The first start of the first server/)
  assert.match(
    await said('--server', 'http://127.0.0.1:1'),
    /a server that has started makes none\n.*token create/,
  )
})
