/** Remarks that were made more than once, turned into checks. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { commentWidthMax, wideComments } from './comment-width.ts'
import { riddles } from './plain-words.ts'
import { crowdedRooms, filesMax } from './room-size.ts'

const root = dirname(import.meta.dirname)

/** Longer than 300 lines, and why that is right. */
const longWithReason: Record<string, string> = {
  'src/http/client/schema.d.ts': 'npm run schema writes it: the document of the API, as types',
}
const linesMax = 300

/** Names that tools or custom prescribe. */
const givenNames =
  /^(README|LICENSE|CHANGELOG|CONTRIBUTING|ARCHITECTURE|GLOSSARY|SECURITY|NOTICE|Dockerfile|Makefile)(\.md)?$/
const kebabCase = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const dumpingGround = /(^|[-.])(util|utils|helper|helpers|common|manager|misc)([-.]|$)/

const textEndings =
  /\.(ts|tsx|mjs|cjs|js|json|md|yaml|yml|html|css|sh|txt|toml|cfg|sql|hujson)$|(^|\/)(run|Dockerfile|LICENSE|\.[a-z]+)$/
// Spelled in pieces, so that this file does not find itself.
const leftover = new RegExp(
  `\\b(${['TO', 'FIX'].map((start) => start + (start === 'TO' ? 'DO' : 'ME')).join('|')})\\b`,
)
const focused = /\b(test|it|describe|suite)\.only\b|\bonly: true\b/
const machinePath = /(?<![\w.:/-])\/(work|root|home|Users)\/[\w.-]/

const files = walk('')
const texts = files.filter((path) => textEndings.test(path) && path !== 'package-lock.json')
const sources = files.filter((path) => /\.(ts|tsx|mjs|cjs|js)$/.test(path))

test('file names are kebab-case', () => {
  assert.deepEqual(
    files.filter((path) => !kebabCase.test(basename(path)) && !givenNames.test(basename(path))),
    [],
  )
})

test('no file or folder is a dumping ground', () => {
  assert.deepEqual(
    files.filter((path) => path.split('/').some((part) => dumpingGround.test(part))),
    [],
  )
})

test('where something is decided every case is written, so that a new one does not compile until it is decided', () => {
  const decides =
    /^src\/(core\/(change|notice|journal|event)|runtime|read)\/(?!.*\.(test|suite|testing)\.ts$)/
  const deciding = sources.filter((path) => decides.test(path))
  assert.ok(deciding.length > 100)
  assert.deepEqual(linesMatching(deciding, /^\s*default:/), [])
})

test('nothing is left over to be done', () => assert.deepEqual(linesMatching(texts, leftover), []))

test('no test is focused', () => assert.deepEqual(linesMatching(sources, focused), []))

test('no path of a particular machine is written down', () =>
  assert.deepEqual(linesMatching(texts, machinePath), []))

test(`source files stay within ${linesMax} lines, or say why not`, () => {
  const long = sources
    .filter((path) => !/\.(test|suite|story|testing)\.ts$/.test(path))
    .filter((path) => lines(path).length > linesMax)
  assert.deepEqual(
    long.filter((path) => longWithReason[path] === undefined),
    [],
  )
  assert.deepEqual(
    Object.keys(longWithReason).filter((path) => !long.includes(path)),
    [],
    'no longer long, so the exception can go',
  )
})

test(`a room holds at most ${filesMax} source files`, () => assert.deepEqual(crowdedRooms(files), []))

test(`comments are at most ${commentWidthMax} wide`, () => {
  const commented = files.filter((path) =>
    /^(src|web\/src|demo|tools|bench|stories)\/.*(?<!\.d)\.(ts|tsx|mjs)$/.test(path),
  )
  assert.deepEqual(
    commented.flatMap((path) => wideComments(read(path)).map((line) => `${path}:${line}`)),
    [],
  )
})

test('texts use the plain words of the trade', () => {
  // The list itself; the plan whose text the golden hash is taken from; and what databases of earlier versions hold.
  const given =
    /^tools\/plain-words(\.test)?\.ts$|^plans\/dual-deploy\.yaml$|\.golden\.json$|\/migrations\/|^stories\/upgrade\/fixtures\//
  const written = texts.filter((path) => !given.test(path))
  assert.deepEqual(
    written.flatMap((path) =>
      riddles(read(path)).map(({ line, riddle, plain }) => `${path}:${line} "${riddle}": ${plain}`),
    ),
    [],
  )
})

test('the lockfile names no registry', () => {
  assert.deepEqual(linesMatching(['package-lock.json'], /"resolved": "http/), [])
})

test('every version in package.json is exact', () => {
  const pinnedNode = 'tools/pinned-node'
  const versions = ['package.json', `${pinnedNode}/package.json`].flatMap((path) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(path))
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  })
  const asked = versions.filter(([, version]) => version !== `file:${pinnedNode}`)
  assert.deepEqual(
    asked.filter(([, version]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version))),
    [],
  )
})

test('every decision record begins with its title', () => {
  const records = files.filter((path) => /^docs\/decisions\/.*\.md$/.test(path))
  assert.deepEqual(
    records.filter((path) => !read(path).startsWith('# ')),
    [],
  )
})

test('every link and every path in the docs leads somewhere', () => {
  const pages = files.filter((path) => /^(docs\/.*|[A-Z]+)\.md$/.test(path))
  const lost = pages.flatMap((page) => {
    const text = read(page)
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, to = '']) => join(page, '..', to))
    const paths = [
      ...text.matchAll(/(?<![\w/.-])(?:src|docs|stories|demo|tools|plans|schemas|web|bench|bin)\/[\w./-]*/g),
    ]
    return [...links, ...paths.map(([path]) => path.replace(/[.,]$/, ''))]
      .filter((path) => !/\b(NAME|NN)\b/.test(path) && !isThere(path))
      .map((path) => `${page}: ${path}`)
  })
  assert.deepEqual(lost, [])
})

/** A module may be named without its ending, and several by what they begin with. */
const isThere = (path: string): boolean => files.some((file) => file.startsWith(path))

test('nothing in a server goes on by itself that is not in the table of loops', () => {
  const server = sources
    .filter((path) => /^src\/(runtime|read|http|compose|adapters\/postgres)\//.test(path))
    .filter((path) => !/\.(test|suite|testing)\.ts$/.test(path))
  const found = linesMatching(server, /\b(setInterval|startLoop)\(/).map((line) => line.split(':')[0])
  // The heartbeat of open event streams, which ends with the last reader.
  const heartbeat = 'src/http/kernel/events/event-streams.ts'
  assert.deepEqual(found, [heartbeat, 'src/runtime/loop/loop.ts', 'src/runtime/loop/loops.ts'])
})

function linesMatching(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    lines(path).flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  )
}

function lines(path: string): string[] {
  return read(path).replace(/\n$/, '').split('\n')
}

function read(path: string): string {
  const absolute = join(root, path)
  // Somebody may be writing the tree while it is read.
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : ''
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return isOurs(entry.name) ? walk(path) : []
    // In a work tree beside the first one .git is a file, and names a path of the machine.
    return entry.isFile() && !entry.name.endsWith('.log') && entry.name !== '.git' ? [path] : []
  })
}

/** `dist` is built. Hidden folders belong to tools and editors, except those that hold files of this repository. */
function isOurs(folder: string): boolean {
  return (
    !['node_modules', 'dist'].includes(folder) &&
    (!folder.startsWith('.') || ['.ci', '.github'].includes(folder))
  )
}
