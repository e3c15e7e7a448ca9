import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { SmallHouse } from './small-house.testing.ts'
import type { Ran } from './stage.testing.ts'

export type Cutwater = (...args: readonly string[]) => Promise<Ran>
type Case = readonly [args: readonly string[], says: RegExp]

/** One plain sentence, perhaps a second line with what to do, nothing else; and no success. */
export function assertSentence({ code, out, err }: Ran, says: RegExp, what = err): void {
  assert.notEqual(code, 0, what)
  assert.equal(out, '', what)
  const lines = sentencesIn(err)
  assert.match(lines[0] ?? '', /^cutwater: \S/, what)
  assert.match(lines[0] ?? '', says, what)
  assert.ok(lines.length === 1 || (lines.length === 2 && /^ {2}\S/.test(lines[1] ?? '')), `${what}: ${err}`)
  assert.doesNotMatch(err, /\n\s+at |node:internal|\.ts:\d|\bE[A-Z]{4,}:/, what)
}

/** What a process that logs JSON lines said last, as a person would have been told; else all that was printed. */
function sentencesIn(err: string): readonly string[] {
  const lines = err.split('\n').filter((line) => line !== '')
  if (!lines.every((line) => line.startsWith('{"level"'))) return lines
  const fatal = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 60)
  return fatal.flatMap(({ msg, remedy }) => [
    `cutwater: ${msg}`,
    ...(remedy === undefined ? [] : [`  ${remedy}`]),
  ])
}

/** Files that somebody might take for a plan, and what check says of each. */
export function filesToCheck({ dir }: SmallHouse): Readonly<Record<string, RegExp>> {
  writeFileSync(join(dir, 'garbage'), Buffer.alloc(4_000, Buffer.from([0x00, 0xff, 0xfe, 0x80])))
  writeFileSync(join(dir, 'big.yaml'), `# ${'x'.repeat(300 * 1024)}`)
  writeFileSync(join(dir, 'empty.yaml'), '')
  writeFileSync(join(dir, 'deep.yaml'), `steps: ${'['.repeat(20_000)}`)
  return {
    garbage: /not UTF-8 text/,
    'big.yaml': /larger than 256 KiB/,
    'empty.yaml': /is empty/,
    'deep.yaml': /nested deeper/,
    'cutwater.yaml': /plan is missing/,
  }
}

export async function giveNonsense({ dir, dataDir }: SmallHouse, cutwater: Cutwater): Promise<void> {
  const file = (name: string, text: string, mode = 0o600) => {
    writeFileSync(join(dir, name), text)
    chmodSync(join(dir, name), mode)
    return name
  }
  mkdirSync(join(dir, 'folder'))
  const token = ['list', '--token-file'] as const
  const cases: readonly Case[] = [
    [['lst'], /unknown command 'lst'.*Did you mean list\?/],
    [['help', 'lst'], /unknown command 'lst'.*Did you mean list\?/],
    [['list', '--jsno'], /unknown option '--jsno'.*Did you mean --json\?/],
    [['journal', 'verfy'], /unknown command 'verfy'.*Did you mean verify\?/],
    [['journal'], /cutwater journal takes one of show, streams/],
    [['check'], /missing required argument 'plan'/],
    [['check', 'nowhere.yaml', '--json'], /plan nowhere\.yaml cannot be read: no such file or directory$/],
    [['check', 'folder', '--json'], /plan folder cannot be read: illegal operation on a directory$/],
    [['check', '/dev/zero'], /plan \/dev\/zero cannot be read: it is larger than 4 MiB$/],
    [['check', 'small.yaml', '--binding', 'nowhere.yaml'], /binding nowhere\.yaml cannot be read/],
    [['run', 'small.yaml', 'staging'], /"staging" is no input/],
    [['run', 'garbage', 'environment=staging'], /plan: this has to be plain text/],
    [['run', 'small.yaml', '--pace', 'fast'], /"fast" is no pace/],
    [['simulate', 'garbage'], /garbage:1:1: error: the file is not UTF-8 text/],
    [['show', 'CHG-1999-0001', '--json'], /There is no change CHG-1999-0001/],
    [['watch', '../../etc/passwd'], /There is no change/],
    [['abort', 'CHG-1999-0001'], /There is no change/],
    [['kill', 'staging/nope', '--yes'], /no target staging\/nope/],
    [['kill', 'staging/nope', '--direct', '--yes'], /no target "staging\/nope"/],
    [['flags', 'set', 'staging/nope', 'F', 'true'], /no target staging\/nope/],
    [['journal', 'show', 'target/none', '--json'], /no stream target\/none/],
    [['journal', 'verify', '--direct'], /another cutwater server \(pid \d+\) is using/],
    [['settle', 'CHG-1999-0001', 'x', '--as', 'maybe'], /'maybe' is invalid/],
    [['wait-until', 'yesterday'], /"yesterday" is not an ISO 8601 instant/],
    [['demo', '--exit', '--fault', 'gremlins'], /no fault "gremlins"/],
    [['demo', '--exit', '--judge', 'jury'], /nothing called "jury" judges here/],
    [
      ['demo', '--exit', '--fault', 'subtle'],
      /only a comparison with stable sees a fault that is this subtle/,
    ],
    [['list', '--server', 'ftp://here'], /"ftp:\/\/here" is not the URL of a server/],
    [['list', '--server', 'http://127.0.0.1:1', '--json'], /does not answer/],
    [[...token, 'nowhere'], /token \S+ cannot be read: no such file/],
    [[...token, file('none', '')], /there is no token in/],
    [[...token, file('two', 'cw_one\ncw_two')], /there is no token in/],
    [[...token, file('other', `cw_${'x'.repeat(43)}`)], /There is no such token/],
    [[...token, file('public', `cw_${'x'.repeat(43)}`, 0o644)], /can be read by others \(mode 644\)/],
  ]
  await inTurns(cases, 2, async ([args, says]) =>
    assertSentence(await cutwater(...args), says, args.join(' ')),
  )

  chmodSync(join(dataDir, 'token'), 0o644)
  assertSentence(await cutwater('list'), /can be read by others/)
  const doctor = await cutwater('doctor', '--json')
  assert.equal(doctor.code, 1)
  const said = JSON.parse(doctor.out) as { what: string; is: string; says: string }[]
  assert.match(said.find(({ what }) => what === 'token')?.says ?? '', /chmod 600/)
  chmodSync(join(dataDir, 'token'), 0o600)
}

export async function startWrongly({ dir }: SmallHouse, cutwater: Cutwater): Promise<void> {
  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text)
    return name
  }
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const route = { target: 'staging/wix', listen: `127.0.0.1:${port}` }
  const sides = { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
  const gateway = {
    ...{ instance: 'one', adminSocket: 'g.sock', stateFile: 'g.json', cookieSecretFile: 'g.cookie' },
    routes: [{ ...route, sides }],
  }
  const serve = (...more: readonly string[]) => ['serve', '--json', ...more]
  const elsewhere = ['--port', '0', '--data', 'elsewhere'] as const
  const url = 'postgres://somebody:hunter2-hunter2@127.0.0.1:1/nothing'
  try {
    const cases: readonly Case[] = [
      [serve('--port', '0'), /another cutwater server \(pid \d+\) is using/],
      [serve('--port', String(port), '--data', 'elsewhere'), /port \d+ is in use/],
      [serve('--port', '70000'), /"70000" is no port/],
      [serve('--port', '0', '--data', '/proc/sys'), /nothing can be written to \/proc\/sys$/],
      [serve('--port', '0', '--data', 'garbage'), /data directory \S+garbage cannot be made/],
      [serve(...elsewhere, '--binding', 'nowhere.yaml'), /binding \S+nowhere\.yaml cannot be read/],
      [serve(...elsewhere, '--database-url', url), /database cannot be reached/],
      [serve(...elsewhere, '--database-url', 'nowhere'), /database URL is not one of Postgres/],
      [['gateway'], /the gateway needs its configuration$/],
      [['gateway', '--config', 'nowhere.json'], /gateway cannot read its configuration/],
      [['gateway', '--config', 'garbage'], /configuration garbage is wrong/],
      [['gateway', '--config', file('g-config.json', JSON.stringify(gateway))], /the port is in use/],
    ]
    for (const [args, says] of cases) {
      const ran = await cutwater(...args)
      assertSentence(ran, says, args.join(' '))
      assert.doesNotMatch(ran.err, /hunter2/)
    }
  } finally {
    taken.close()
  }
  const bindings = [
    file('broken.yaml', 'environments:\n  staging:\n    targets: [\n'),
    file('adapter.yaml', ADAPTERS),
    file('kind.yaml', 'environments: { staging: { actions: { act: { rocket: [launch] } } } }'),
  ]
  for (const binding of bindings) {
    const { code, out, err } = await cutwater(...serve(...elsewhere, '--binding', binding))
    assert.equal(code, 1, binding)
    assert.equal(out, '', binding)
    const logged = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.match(logged[0]?.msg, new RegExp(`${binding}:\\d+:\\d+: error: .*\\n {2}\\S`), binding)
    assert.match(
      sentencesIn(err).join('\n'),
      /the binding \S+ has faults\n {2}Fix what is listed above\.$/,
      binding,
    )
  }
}

const ADAPTERS = `environments:
  staging:
    targets:
      wix: { traffic: { carrier-pigeon: run/x }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' } }
    signals: { ratio: { gateway: nonsense } }
    notices: [ { channel: x, smoke: 'http://127.0.0.1:9' } ]
`

/** So many at once. */
export async function inTurns<T>(
  all: Iterable<T>,
  atOnce: number,
  take: (one: T) => Promise<unknown>,
): Promise<void> {
  const waiting = [...all]
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await take(one)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
