import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { Argument, Command, Option } from 'commander'
import { candidates } from './candidates.ts'
import { SCRIPTS, SHELLS } from './scripts.ts'

const program = new Command('cutwater')
program
  .command('check')
  .argument('<plan>')
  .argument('[inputs...]')
  .option('--binding <file>')
  .option('--json')
program
  .command('settle')
  .argument('<id>')
  .addOption(new Option('--as <outcome>').choices(['done', 'failed']))
program.command('kill').argument('<target-or-id>').option('--reason, --because <reason>')
program.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
const flags = program.command('flags')
flags.command('list').option('--environment <name>')
flags.command('lock').argument('<target>').argument('<flag>')

const names = {
  changes: [{ word: 'CHG-2026-0001', what: 'running: Release' }],
  targets: [{ word: 'staging/wix', what: 'target' }],
}

test('what may follow comes from the commands, their options and their arguments', () => {
  const cases: readonly (readonly [line: string, words: readonly string[], files: boolean])[] = [
    ['', ['check', 'settle', 'kill', 'completion', 'flags'], false],
    ['c', ['check', 'completion'], false],
    ['check ', [], true],
    ['check --', ['--binding', '--json', '--help'], false],
    ['check --binding ', [], true],
    ['check a.yaml ', [], false],
    ['settle ', ['CHG-2026-0001'], false],
    ['settle CHG-2026-0001 --as ', ['done', 'failed'], false],
    ['settle CHG-2026-0001 --as f', ['failed'], false],
    ['settle --as done C', ['CHG-2026-0001'], false],
    ['kill ', ['staging/wix', 'CHG-2026-0001'], false],
    ['kill --because ', [], false],
    ['completion z', ['zsh'], false],
    ['flags ', ['list', 'lock'], false],
    ['flags list ', [], false],
    ['flags lock ', ['staging/wix'], false],
    ['flags lock staging/wix ', [], false],
    ['nothing ', [], false],
  ]
  for (const [line, words, files] of cases) {
    const found = candidates(program, line.split(' '), names)
    assert.deepEqual([found.words.map(({ word }) => word), found.files], [words, files], line)
  }
})

const directory = mkdtempSync(join(tmpdir(), 'cutwater-completion-'))
after(() => rmSync(directory, { recursive: true, force: true }))

/** What bash would show, with our own command line behind the script. */
function inBash(...words: readonly string[]): readonly string[] {
  const main = join(import.meta.dirname, '..', 'main.ts')
  const lines = [
    'compopt() { echo "compopt $*"; }',
    `cutwater() { "${process.execPath}" "${main}" "$@"; }`,
    SCRIPTS.bash,
    'COMP_WORDS=(cutwater "$@"); COMP_CWORD=$#',
    '_cutwater',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ]
  const out = execFileSync('bash', ['-c', lines.join('\n'), 'bash', ...words], {
    encoding: 'utf8',
    cwd: directory,
  })
  return out.trim().split('\n')
}

test('bash completes commands and leaves files to itself', () => {
  assert.deepEqual(inBash('flags', 'ex'), ['export'])
  assert.deepEqual(inBash('check', ''), ['compopt -o default'])
})

test('what is being written is never run', () => {
  inBash('abort', '$(touch written)', '`touch written`', '')
  assert.equal(existsSync(join(directory, 'written')), false)
})

test('no script hands words to eval', () => {
  for (const shell of SHELLS) assert.doesNotMatch(SCRIPTS[shell], /\beval\b/, shell)
})
