import type { ConfiguredTarget, Entrance, HaproxyConfigOrder } from './config-order.ts'
import { trustLines } from './config-sections.ts'
import { quoted } from './quoted.ts'

type Placed = Pick<ConfiguredTarget, 'target' | 'backend'> & { readonly listen: Entrance }

/**
 * For a HAProxy that has no frontend of its own for its targets: one for each address. Throws a `RangeError` with a
 * sentence where it is not said which target of an address a request is for.
 */
export function frontends(order: HaproxyConfigOrder): readonly string[][] {
  const placed = order.targets.flatMap(({ target, backend, listen }): readonly Placed[] =>
    listen === null ? [] : [{ target, backend, listen }],
  )
  const places = Map.groupBy(placed, ({ listen: { at } }) => at)
  return [...places].map(([at, those]) => frontendLines(at, those, order))
}

function frontendLines(at: string, those: readonly Placed[], { trusted }: HaproxyConfigOrder): string[] {
  const untrusted = trusted.length === 0 ? '' : ' unless cutwater_trusted'
  const rest = takesTheRest(at, those)
  const ways = waysOf(at, those)
  const name = (rest ?? those[0])?.backend ?? ''
  return [
    `frontend ${name}-in`,
    '    mode http',
    `    bind ${at}`,
    '    timeout client 60s',
    '    timeout http-request 15s',
    '    # A reload ends connections behind an answer, and not as a request comes.',
    '    option idle-close-on-response',
    ...trustLines(trusted),
    ...FORWARDED.map((header) => `    http-request del-header ${header}${untrusted}`),
    '    http-request set-header X-Forwarded-Proto http unless { req.hdr(X-Forwarded-Proto) -m found }',
    '    http-request set-header X-Forwarded-Host %[req.hdr(Host)] unless { req.hdr(X-Forwarded-Host) -m found }',
    '    option forwardfor',
    ...(rest === null
      ? [
          ...ways.map(({ path }) => `    acl cutwater_led ${asked(path)}`),
          '    http-request deny deny_status 404 unless cutwater_led',
        ]
      : []),
    ...ways.map(({ path, backend }) => `    use_backend ${backend} if { ${asked(path)} }`),
    ...(rest === null ? [] : [`    default_backend ${rest.backend}`]),
  ]
}

/** Who takes what nobody names by its path. */
function takesTheRest(at: string, those: readonly Placed[]): Placed | null {
  const [one = null, other] = those.filter(({ listen }) => listen.paths.length === 0)
  if (one !== null && other !== undefined)
    throw new RangeError(
      `${one.target} and ${other.target} would both take all of ${at}; say by paths what one of them takes`,
    )
  return one
}

function waysOf(at: string, those: readonly Placed[]) {
  const ways = those.flatMap(({ target, backend, listen }) =>
    listen.paths.map((path) => ({ path, target, backend })),
  )
  for (const [i, { path, target }] of ways.entries()) {
    const twin = ways.slice(0, i).find((other) => other.path === path)
    if (twin !== undefined)
      throw new RangeError(`${twin.target} and ${target} would both take ${path} of ${at}; keep it at one`)
  }
  return ways
}

/** As in the gateway: a star is one whole part of the path, at its end all that is below. */
function asked(path: string): string {
  const before = path.endsWith('/*') ? path.slice(0, -1) : path
  const match = before === path ? 'str' : 'beg'
  if (!before.split('/').includes('*')) return `path -m ${match} -- ${quoted(before)}`
  const parts = before
    .split('/')
    .map((part) => (part === '*' ? '[^/]*' : part.replace(SPECIAL, String.raw`\$&`)))
  return `path -m reg -- ${quoted(`^${parts.join('/')}${match === 'str' ? '$' : ''}`)}`
}

const SPECIAL = /[.*+?^${}()|[\]\\]/g
const FORWARDED = ['Forwarded', 'X-Real-IP', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto']
