import { COMPARED, EACH_PATH } from './comparing.testing.ts'
import { CUTOVER } from './plan.testing.ts'
import type { Scenario } from './play.testing.ts'

/** A state that people look at, and what the page and the terminal have to say of it. */
export type State = Scenario & { readonly says: readonly RegExp[] }

const ID = 'CHG-2027-0042'

/** `at`: minutes from the request, half an hour before T. */
const at = (moment: string, script: string, ...says: readonly RegExp[]): State => ({
  id: ID,
  plan: CUTOVER,
  script,
  at: moment,
  says,
})
const command = (moment: string, what: string, more = ''): string => `{ at: ${moment}, do: ${what}${more} }`
const commands = (...all: readonly string[]): string => `commands: [ ${all.join(', ')} ]\n`
const aborted = (moment: string): string =>
  commands(command(moment, 'abort', ', because: "users cannot pay"'))
const shown = (from: string, until: string, what: string): string =>
  `evidence: [ { from: ${from}, until: ${until}, ${what} } ]\n`
const slowMove = 'effects: [ { item: action-move-data, takes: 8m } ]\n'
const consider = command('45m', 'consider', ', who: vera, because: "two users cannot log in"')

const backFails = `effects:
  - { item: "rollback:cache", direction: undo, takes: 12s }
  - { item: "rollback:tell", direction: undo, outcome: failed, reason: exit code 1 }
`
const printed = {
  item: 'rollback:tell',
  direction: 'undo',
  attempt: 1,
  status: 'failed',
  output: 'POST https://registry.example/v1/shop\n503 Service Unavailable: try again later',
}

/** Of a hundred requests one fails on both sides; of the canary of `api` more do. */
const compared = (moment: string, script: string, ...says: readonly RegExp[]): State => ({
  ...at(moment, script, ...says),
  plan: COMPARED,
  leads: {},
})
const failing = (api: string, since = '31m'): string => `requestsPerSecond: 200
evidence:
  - { from: 0m, success: 99% }
  - { from: 0m, slot: stable, success: 99% }
  - { from: ${since}, targets: [api], success: ${api} }
`

const byPath = (moment: string, script: string, ...says: readonly RegExp[]): State => ({
  ...at(moment, script, ...says),
  plan: EACH_PATH,
  leads: {},
})
const PATHS = `requestsPerSecond: 200
evidence:
  - { from: 0m, series: { success-ratio: { /cart: 99.9%, /orders: 99.8%, /pay: 99.7%, other: 99.9% } } }
  - { from: 32m, series: { success-ratio: { /pay: 90% } } }
`

export const STATES = {
  staged: at(
    '2m',
    'peopleTake: 5m',
    /NewDatabase becomes true on shop/,
    /canary-percentage follows the weight, from the first hold on/,
  ),
  rejected: at(
    '6m',
    commands(command('5m', 'decide', ', item: approve-go-no-go, as: reject, because: "nobody has tried it"')),
    /Decide on go-no-go was not approved: rejected by ada: nobody has tried it/,
  ),
  draining: at('30m20s', `${slowMove}writesTake: 1m`, /read-only, 1 write under way/),
  'weight flag failed': at(
    '32m',
    'effects: [ { item: "weight:rollout", outcome: failed, reason: no answer in 10s } ]',
    /canary-percentage could not be set to 10.%: no answer in 10s/,
    /does not follow the weight/,
  ),
  'guard asks': at(
    '48m30s',
    shown('45m', '49m', 'signals: { payment-failures: 5% }'),
    /paul\) has to say\s+whether it goes on/,
    /payment-failures over 5m, higher is worse: warn 0\.50.%, critical 1\.00.%/,
    /canary-percentage is 50.%/,
  ),
  'guard paused': at(
    '48m30s',
    shown('45m', '49m', 'signals: { queue-length: 250 }'),
    /Paused by cutwater: guard long-queue tripped on api/,
  ),
  raised: at('46m', commands(consider), /Should it go back\? vera: two users cannot log in/),
  declined: at(
    '48m',
    commands(consider, command('47m', 'decline', ', number: 1, who: ada, because: "they had mistyped"')),
    /declined by ada: they had mistyped/,
  ),
  'going back': {
    ...at('50m27s', `${backFails}${aborted('50m')}`, /Tell the registry where the shop is.*\(?exit code 1/),
    effects: [printed],
  },
  verifying: at('55m', aborted('50m'), /until \d\d:\d\d:\d\dZ: success-ratio at least 99\.00.%/),
  'not well': at(
    '65m',
    `${shown('50m10s', '70m', 'slot: stable, success: 95%')}${aborted('50m')}`,
    /Not well after the rollback: api 95\.00.%/,
  ),
  'nobody knows': at(
    '65m',
    `${shown('50m10s', '70m', 'slot: stable, missing: true')}${aborted('50m')}`,
    /no data for success-ratio on api/,
  ),
  baking: at('70m', '', /Watch for 30m/, /4m \d\ds of 30m/),
  'to adopt': at('96m', 'peopleTake: 5m', /0 of 1 have approved; .*for paul to decide/),
  succeeded: at('120m', '', /everyone on v2\.0\.0, adopted/, /2 tasks are owed/),
  'evidence begins': compared(
    '30m40s',
    failing('99%'),
    /1\.2 x stable \(0\.10 to 5\.1\)/,
    /Evidence that the canary is no worse\s+0.%\s+at 100.% it passes|evidence to pass ░+ 0 %/,
  ),
  'evidence grows': compared(
    '46m30s',
    failing('96%', '45m'),
    /Evidence that the canary is worse\s+47.%\s+at 100.% it goes back|evidence to go back █+░+ 47 %/,
    /Evidence that the canary is no worse\s+22.%|evidence to pass █+░+ 22 %/,
    /Evidence that the canary is no worse\s+100.%\s+enough to pass|evidence to pass █+ 100 %/,
  ),
  'evidence is enough': compared(
    '33m30s',
    failing('96%'),
    /api: canary failures of success-ratio 3\.9 x stable .* at most 1 in 4,000 canaries within 1\.25 x would trigger this/,
    /Evidence that the canary is worse\s+100.%\s+enough to go back|evidence to go back █+ 100 %/,
  ),
  'evidence is missing': compared(
    '62m',
    failing('98.7%'),
    /Paused by cutwater: gate no-worse could not tell on api for 10m after its time/,
    /Evidence that the canary is no worse\s+17.%\s+at 100.% it passes|evidence to pass █░+ 17 %/,
  ),
  'one path of many is not well': byPath('34m', PATHS, /path \/pay/, /of 4: 3 fine, 1 not decided/),
} satisfies Record<string, State>
