import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { NOT_TWICE, neededLines, toldBy } from './config-sections.ts'
import type { Examined, Expected } from './examined.ts'

/** Where HAProxy says that it read the rules of a target, and what else it says of how it was started. */
export type LoadedRules = {
  /** As it was written on the command line. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** In which it was started; null when it does not say. */
  readonly directory: string | null
  readonly startedAtS: number
  readonly userHeader: string
  readonly segmentHeader: string
}

const REMEDY = 'print it again with cutwater haproxy config, and reload HAProxy'

/**
 * Looks at what no socket shows: whether a request that may not be done twice can be sent twice, and whether anybody
 * may say who they are. HAProxy has to be on this machine, and its file readable; else that is said, and nothing is
 * claimed.
 */
export async function examineConfig(
  rules: LoadedRules,
  expected: Pick<Expected, 'target' | 'maps' | 'backend'>,
): Promise<readonly Examined[]> {
  const file = isAbsolute(rules.file) ? rules.file : resolve(rules.directory ?? '/', rules.file)
  const unseen = (why: string): readonly Examined[] => [
    {
      is: 'unseen',
      says: `whether its rules are those of this version, and send nothing twice that may not be done twice, was not seen: ${why}`,
    },
  ]
  let text: string
  let changedAtMs: number
  try {
    text = await readFile(file, 'utf8')
    changedAtMs = (await stat(file)).mtimeMs
  } catch (cause) {
    return unseen(
      `${file} cannot be read (${(cause as NodeJS.ErrnoException).code}); run doctor where it can`,
    )
  }
  if (changedAtMs > (rules.startedAtS + 1) * 1_000)
    return unseen(`${file} was changed after HAProxy had loaded it; reload HAProxy`)
  const section = sectionAt(text, rules.line)
  return [...retries(section, file), ...believed(section, file, rules), ...others(section, file, expected)]
}

/** The lines of the section that has this line, without comments and with single spaces. */
export function sectionAt(text: string, line: number): readonly string[] {
  const lines = text.split('\n').map((each) => each.replace(COMMENT, '$1').trim().replace(/\s+/g, ' '))
  const begins = (each: string | undefined) => SECTIONS.has(each?.split(' ')[0] ?? '')
  const first = lines.findLastIndex((each, i) => i < line && begins(each))
  const next = lines.findIndex((each, i) => i > first && begins(each))
  return lines.slice(Math.max(first, 0), next < 0 ? undefined : next).filter((each) => each !== '')
}

/** A `#` begins a comment unless something escapes or quotes it, which the printed lines never do. */
const COMMENT = /^((?:[^#'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")*)#.*$/

const SECTIONS = new Set(
  (
    'backend cache crt-list crt-store defaults fcgi-app frontend global http-errors listen log-forward mailers peers program ' +
    'resolvers ring traces userlist'
  ).split(' '),
)

function retries(section: readonly string[], file: string): readonly Examined[] {
  if (section.includes(NOT_TWICE))
    return [{ is: 'good', says: `what may not be done twice is not sent twice (${file})` }]
  return [
    {
      is: 'bad',
      says: `it may send a request twice that may not be done twice: ${file} lacks "${NOT_TWICE}"; ${REMEDY}`,
    },
  ]
}

/** The condition on it is whom the administrator trusts. */
function believed(section: readonly string[], file: string, rules: LoadedRules): readonly Examined[] {
  const dropped = (name: string) =>
    section.some((line) => line.toLowerCase().startsWith(`http-request del-header ${name.toLowerCase()}`))
  const lacking = toldBy(rules).filter((name) => !dropped(name))
  if (lacking.length === 0) return []
  return [
    {
      is: 'bad',
      says: `any client may claim an identity: ${file} does not drop ${lacking.join(', ')}; ${REMEDY}`,
    },
  ]
}

function others(
  section: readonly string[],
  file: string,
  { target, maps, backend }: Pick<Expected, 'target' | 'maps' | 'backend'>,
): readonly Examined[] {
  const needed = neededLines({ target, maps }).filter((line) => line !== NOT_TWICE)
  const [first, ...more] = needed.filter((line) => !section.includes(line))
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` and ${more.length} more of the lines`
    return [{ is: 'bad', says: `its backend ${backend} in ${file} lacks "${first}"${others}; ${REMEDY}` }]
  }
  const inOrder = section.filter((line) => needed.includes(line))
  if (needed.some((line, i) => line !== inOrder[i]))
    return [
      { is: 'bad', says: `its backend ${backend} in ${file} has its rules in another order; ${REMEDY}` },
    ]
  return [{ is: 'good', says: `the rules of its backend ${backend} are those of this version` }]
}
