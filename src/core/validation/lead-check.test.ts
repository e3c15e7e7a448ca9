import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../binding/parse.ts'
import type { Brought } from '../traffic/brought.ts'
import { passed, unknown } from './basis/verdict.ts'
import type { Check } from './check.ts'
import { canariesIn } from './for-change.ts'
import { leadCheck, ledInWords } from './lead-check.ts'

const BINDING = `environments:
  staging:
    targets:
      shop:
        traffic: { gateway: g }
        sides: { blue: 'http://h:1/base', green: 'http://h:2' }
        addresses: ['https://shop.example']
      api:
        traffic: { gateway: g }
        sides: { blue: 'http://h:3', green: 'http://h:4' }
        addresses: ['https://shop.example/api']
    checks:
      entry: { http: { url: 'https://shop.example/health?deep' } }
      own: { http: { url: 'https://shop.example/', headers: { X-Forwarded-Proto: http, x-a: b } } }
      stable: { http: { url: 'http://h:1/health' } }
      itself: { http: { url: 'http://h:2/health' } }
      api: { http: { url: 'https://shop.example/api/orders' } }
      other: { http: { url: 'https://status.example/' } }
      page: { page: { url: 'https://shop.example/checkout' } }
      journey: { journey: { run: a.mjs, url: 'https://shop.example' } }
      port: { tcp: { address: 'h:1' } }
`

const parsed = parseBinding(BINDING, 'cutwater.yaml')
assert.ok('binding' in parsed, JSON.stringify(parsed))
const { checks, targets } = parsed.binding.environments.staging ?? assert.fail()

const THERE: Brought = { target: 'shop', version: 'v2.1.0', is: 'there', side: 'green' }

function led(name: string, ...brought: readonly Brought[]): Check {
  const check = checks[name]
  assert.ok(check !== undefined)
  return leadCheck(check, { id: 'CHG-2026-0001', brought: brought.length === 0 ? [THERE] : brought }, targets)
}

/** `where it asks | whom it says`. */
function told({ look, led }: Check): string {
  const url = look.kind === 'http' ? look.at.url : look.kind
  const says = ledInWords(led, passed('Healthy')).says
  return `${url} | ${led !== undefined && 'unable' in led ? `not asked: ${led.unable}` : says}`
}

const GREEN = 'Healthy, on v2.1.0 (green)'
const ROWS: readonly [title: string, name: string, brought: Brought, told: string][] = [
  ['an address of users, its path kept', 'entry', THERE, `http://h:2/health?deep | ${GREEN}`],
  ['the other side', 'stable', THERE, `http://h:2/health | ${GREEN}`],
  ['the side itself', 'itself', THERE, `http://h:2/health | ${GREEN}`],
  ['an address of another target below it', 'api', THERE, 'https://shop.example/api/orders | Healthy'],
  ['what belongs to nobody', 'other', THERE, 'https://status.example/ | Healthy'],
  ['a page is led by its browser', 'page', THERE, `page | ${GREEN}`],
  ['a journey too', 'journey', THERE, `journey | ${GREEN}`],
  ['no other kind is', 'port', THERE, 'tcp | Healthy'],
  [
    'a side that has a path is asked at its origin',
    'entry',
    { ...THERE, side: 'blue' },
    'http://h:1/health?deep | Healthy, on v2.1.0 (blue)',
  ],
  [
    'without a version the side is named',
    'entry',
    { ...THERE, version: null },
    'http://h:2/health?deep | Healthy, on green',
  ],
  [
    'one that everybody has already, while the change goes on',
    'entry',
    { ...THERE, is: 'adopted' },
    `http://h:2/health?deep | ${GREEN}`,
  ],
  [
    'nothing is there yet',
    'entry',
    { target: 'shop', version: 'v2.1.0', is: 'to-come' },
    'https://shop.example/health?deep | not asked: CHG-2026-0001 has nothing on shop yet',
  ],
  [
    'it goes back',
    'stable',
    { target: 'shop', version: 'v2.1.0', is: 'going' },
    'http://h:1/health | not asked: CHG-2026-0001 goes back, so shop has no new version that could be asked',
  ],
  [
    'it is over',
    'stable',
    { target: 'shop', version: 'v2.1.0', is: 'over' },
    'http://h:1/health | Healthy; CHG-2026-0001 is over, so shop was asked as everybody asks it',
  ],
]

describe('a check for a change', () => {
  for (const [title, name, brought, expected] of ROWS)
    it(title, () => assert.equal(told(led(name, brought)), expected))

  it('hears the host of its users, unless the check says one', () => {
    const headersOf = ({ look }: Check) => (look.kind === 'http' ? look.at.headers : {})
    const forwarded = { 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https' }
    assert.deepEqual(headersOf(led('entry')), { host: 'shop.example', ...forwarded })
    assert.deepEqual(headersOf(led('own')), {
      ...{ host: 'shop.example', 'x-forwarded-host': 'shop.example' },
      ...{ 'X-Forwarded-Proto': 'http', 'x-a': 'b' },
    })
    assert.deepEqual(headersOf(led('stable')), {})
  })

  it('leads what its page asks of every target of the change, and of no other', () => {
    const { look } = led('page', THERE, { target: 'api', version: 'v3', is: 'to-come' })
    assert.ok(look.kind === 'page')
    assert.deepEqual(
      look.at.leads?.map(({ from, to }) => `${from} ${to}`),
      [
        'https://shop.example http://h:2',
        'http://h:1 http://h:2',
        'http://h:2 http://h:2',
        'https://shop.example/api null',
        'http://h:3 null',
        'http://h:4 null',
      ],
    )
  })

  it('counts among those that looked at the new version only where it was asked', () => {
    assert.deepEqual(canariesIn([led('entry'), led('page'), led('other')]), ['shop'])
    assert.deepEqual(canariesIn([led('entry', { target: 'shop', version: null, is: 'over' })]), [])
  })

  it('adds nothing to what was not asked', () => {
    assert.equal(ledInWords({ unable: 'x' }, unknown('Not asked (x)')).says, 'Not asked (x)')
  })
})
