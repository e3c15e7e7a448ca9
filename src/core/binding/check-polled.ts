import { checkHeaders } from '../address/check-headers.ts'
import { checkUrl } from '../address/check-variables.ts'
import { didYouMean } from '../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { readJsonPath } from '../signal/json-path.ts'
import { formatDuration } from '../time/duration.ts'
import type { Millis } from '../time/instant.ts'
import type { WrittenDatabase, WrittenHttpSignal, WrittenSqlSignal } from './polled-schema.ts'
import { INTERVAL_MS, namesIn, TIME_LIMIT_MS } from './polled-signal.ts'

const PARAMETERS = ['TARGET', 'SIDE', 'SLOT', 'VERSION', 'ENVIRONMENT', 'FROM', 'TO']
const IN_URL = [...PARAMETERS, 'FROM_SECONDS', 'TO_SECONDS']

type Polling = Pick<WrittenDatabase, 'interval' | 'lag' | 'timeLimit'>

const LEAST_MS: Millis = 1_000
const MOST_MS: Millis = 3_600_000
const LIMIT_MOST_MS: Millis = 30_000

/** `path` is that of what is polled. */
export function checkPolling(
  path: Path,
  { interval = INTERVAL_MS, lag, timeLimit = TIME_LIMIT_MS }: Polling,
): readonly Fault[] {
  const faults: Fault[] = []
  const isInterval = interval >= LEAST_MS && interval <= MOST_MS
  if (!isInterval)
    faults.push(
      fault([...path, 'interval'], 'bad-value', 'an interval is 1s to 1h long', 'write interval: 15s'),
    )
  if (lag !== undefined && lag > MOST_MS)
    faults.push(fault([...path, 'lag'], 'bad-value', 'a lag is 1h long at most', 'write lag: 1s'))
  if (timeLimit < 100 || timeLimit > LIMIT_MOST_MS)
    faults.push(
      fault([...path, 'timeLimit'], 'bad-value', 'a time limit is 100ms to 30s long', 'write timeLimit: 3s'),
    )
  else if (isInterval && timeLimit > interval)
    faults.push(
      fault(
        [...path, timeLimit === TIME_LIMIT_MS ? 'interval' : 'timeLimit'],
        'bad-value',
        `an answer may take ${formatDuration(timeLimit)}, longer than the interval of ${formatDuration(interval)}`,
        'write a time limit that is shorter than the interval',
      ),
    )
  return faults
}

/** `path` is that of `sql` of the signal. */
export function checkSql(
  path: Path,
  { database, query, by, each }: WrittenSqlSignal,
  databases: Readonly<Record<string, unknown>>,
): readonly Fault[] {
  const known = Object.keys(databases)
  const unbound = Object.hasOwn(databases, database)
    ? []
    : [
        fault(
          [...path, 'database'],
          'unbound',
          `the environment has no database ${database}`,
          known.length === 0
            ? `add databases: { ${database}: { url: 'secret:NAME' } } to the environment`
            : didYouMean(database, known),
        ),
      ]
  const names = namesIn(query)
  return [
    ...unbound,
    ...statementFaults([...path, 'query'], query),
    ...unknownNames([...path, 'query'], names, PARAMETERS),
    ...halfWindow([...path, 'query'], names, 'FROM', 'TO'),
    ...(each !== undefined && PARTS_AND_ARMS.includes(each)
      ? [
          fault(
            [...path, 'each'],
            'bad-value',
            `${each} is a column with a meaning of its own`,
            'name another column, such as queue',
          ),
        ]
      : []),
    ...(by !== undefined && names.some((name) => name === 'SIDE' || name === 'SLOT' || name === 'VERSION')
      ? [
          keyFault(
            [...path, 'by'],
            'bad-value',
            'the query is asked for one side, and `by` expects a row for each',
            'remove by, or ${SIDE}, ${SLOT} and ${VERSION}',
          ),
        ]
      : []),
  ]
}

/** Texts, names and comments of SQL. */
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\w*\$|--[^\n]*|\/\*[\s\S]*?\*\//g

function statementFaults(path: Path, query: string): readonly Fault[] {
  const quoted = (query.match(QUOTED) ?? []).find((text) => text.includes('${'))
  if (quoted !== undefined)
    return [
      fault(
        path,
        'quoted-parameter',
        `a parameter stands inside ${quoted.slice(0, 40)}, where it is only text`,
        'write ${NAME} without quotes: it is a value already',
      ),
    ]
  const bare = query.replace(QUOTED, ' ')
  if (bare.includes(';'))
    return [
      fault(path, 'bad-value', 'one SELECT is asked, without a semicolon', 'remove what comes after it'),
    ]
  if (/^\s*\(*\s*(select|with|values|table)\b/i.test(bare)) return []
  return [fault(path, 'bad-value', 'this is not a SELECT', "write 'SELECT ... AS value'")]
}

/** `path` is that of `http` of the signal. */
export function checkHttp(path: Path, signal: WrittenHttpSignal): readonly Fault[] {
  const names = namesIn(signal.url)
  return [
    ...checkUrl([...path, 'url'], signal.url, IN_URL),
    ...halfWindow([...path, 'url'], names, 'FROM', 'TO'),
    ...halfWindow([...path, 'url'], names, 'FROM_SECONDS', 'TO_SECONDS'),
    ...checkHeaders([...path, 'headers'], signal.headers ?? {}),
    ...pathFaults(path, signal),
    ...itemsFaults(path, signal),
    ...checkPolling(path, signal),
  ]
}

const PARTS = ['value', 'good', 'bad', 'total', 'sum', 'count'] as const
const PARTS_AND_ARMS: readonly string[] = [...PARTS, 'side', 'slot', 'version']

/** Who tells several apart says where they stand. */
function itemsFaults(path: Path, { each, items, name }: WrittenHttpSignal): readonly Fault[] {
  if (each !== undefined && items === undefined)
    return [keyFault([...path, 'each'], 'missing', 'nothing says where they stand', 'add items: $.queues[*]')]
  if (each !== undefined) return []
  return [
    { key: 'items', written: items },
    { key: 'name', written: name },
  ].flatMap(({ key, written }) =>
    written === undefined
      ? []
      : [
          keyFault(
            [...path, key],
            'unknown-key',
            `\`${key}\` belongs to \`each\`, which is missing`,
            'add each, such as each: queue, or remove it',
          ),
        ],
  )
}

function pathFaults(path: Path, signal: WrittenHttpSignal): readonly Fault[] {
  const said = PARTS.filter((key) => signal[key] !== undefined)
  const besides = (['items', 'name'] as const).filter((key) => signal[key] !== undefined)
  const wrong = [...said, ...besides].flatMap((key) => {
    const read = readJsonPath(signal[key] ?? '')
    return 'wrong' in read
      ? [fault([...path, key], 'bad-path', `this is no JSONPath: ${read.wrong}`, 'write $.data.value')]
      : []
  })
  const forms = ['value', 'good, total', 'bad, total', 'sum, count']
  if (forms.includes(said.join(', '))) return wrong
  return [
    ...wrong,
    keyFault(
      said.length === 0 ? path : [...path, said[0] ?? 'value'],
      'missing',
      said.length === 0
        ? 'nothing says where the number stands'
        : `${said.join(', ')} are no numbers of one kind of signal`,
      'write value; or good or bad, with total; or sum with count',
    ),
  ]
}

function halfWindow(path: Path, names: readonly string[], from: string, to: string): readonly Fault[] {
  const [has, lacks] = names.includes(from) ? [from, to] : [to, from]
  if (!names.includes(has) || names.includes(lacks)) return []
  return [
    fault(
      path,
      'no-window',
      `an interval has two ends, and only \${${has}} is there`,
      `write \${${lacks}} as well: what happened at or after FROM and before TO`,
    ),
  ]
}

function unknownNames(path: Path, names: readonly string[], known: readonly string[]): readonly Fault[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) =>
      fault(
        path,
        'unknown-variable',
        `nothing is filled in for \${${name.slice(0, 80)}}`,
        didYouMean(name, known),
      ),
    )
}
