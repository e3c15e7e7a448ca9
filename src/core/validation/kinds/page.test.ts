import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check, refused, says } from '../kinds.testing.ts'
import type { PageLook, PageSeen } from './page.ts'

const URL = 'http://127.0.0.1:1/'
const page = (rest = ''): string => `{ page: { url: '${URL}'${rest} } }`
const well = (over: object = {}): PageSeen => ({
  status: 200,
  elsewhere: null,
  ms: 320,
  notSeen: [],
  errors: { count: 0, first: null },
  looks: [],
  ...over,
})
const looked = (over: Partial<PageLook> = {}): PageLook => ({
  scheme: 'light',
  axe: { found: [], undecided: [] },
  walk: { stops: 9, unseen: [], unreached: [], isCut: false },
  ...over,
})
const walked = (over: object) => ({ stops: 9, unseen: [], unreached: [], isCut: false, ...over })
const finding = (rule: string, ...places: string[]) => ({ rule, places, count: places.length })
const ASKED = ', axe: true, focus: true'

const TABLE: readonly (readonly [string, PageSeen, string])[] = [
  [page(), well(), 'passed: Loaded (200 OK, 320ms)'],
  [
    page(),
    well({ status: 503 }),
    'failed: Not well (503 Service Unavailable, 320ms): it should answer otherwise',
  ],
  [page(', status: [404]'), well({ status: 404 }), 'passed: Loaded (404 Not Found, 320ms)'],
  [
    page(),
    well({ elsewhere: 'https://login.example' }),
    'failed: Not well (200 OK, 320ms): it leads to https://login.example',
  ],
  [page(', within: 320ms'), well(), 'passed: Loaded (200 OK, 320ms)'],
  [page(', within: 300ms'), well(), 'failed: Not well (200 OK, 320ms): within 300ms wanted'],
  [
    page(', contains: Pay'),
    well({ notSeen: ['contains'] }),
    'failed: Not well (200 OK, 320ms): "Pay" is not to be seen',
  ],
  [
    page(", contains: Pay, selector: '#pay'"),
    well({ notSeen: ['contains', 'selector'] }),
    'failed: Not well (200 OK, 320ms): "Pay" is not to be seen; nothing at #pay is to be seen',
  ],
  [page(), well({ errors: { count: 2, first: 'no' } }), 'passed: Loaded (200 OK, 320ms)'],
  [
    page(', quiet: true'),
    well({ errors: { count: 2, first: 'no' } }),
    'failed: Not well (200 OK, 320ms): 2 errors in its console: no',
  ],
  [
    page(ASKED),
    well({ looks: [looked()] }),
    'passed: Loaded (200 OK, 320ms), axe finds nothing, the focus is to be seen at all 9 stops of Tab',
  ],
  [
    page(`${ASKED}, schemes: [light, dark]`),
    well({ looks: [looked(), looked({ scheme: 'dark', walk: walked({ unseen: ['a#x "X"'] }) })] }),
    'failed: Not well (200 OK, 320ms): dark: no focus to be seen on a#x "X"',
  ],
  [
    page(ASKED),
    well({
      looks: [looked({ axe: { found: [finding('image-alt', 'img', '#b', '#c', '#d')], undecided: [] } })],
    }),
    'failed: Not well (200 OK, 320ms): image-alt at img, #b, #c and 1 more',
  ],
  [
    page(ASKED),
    well({ looks: [looked({ walk: walked({ unseen: ['a', 'b', 'c', 'd'], unreached: ['e'] }) })] }),
    'failed: Not well (200 OK, 320ms): no focus to be seen on a, b, c and 1 more; Tab does not reach e',
  ],
  [
    page(ASKED),
    well({ looks: [looked({ axe: { found: [], undecided: [finding('video-caption', 'video')] } })] }),
    'unknown: Loaded (200 OK, 320ms), but not all is known: axe cannot judge video-caption at video',
  ],
  [
    page(ASKED),
    well({ looks: [looked({ walk: walked({ stops: 0 }) })] }),
    'unknown: Loaded (200 OK, 320ms), but not all is known: Tab reaches nothing',
  ],
  [
    page(ASKED),
    well({ looks: [looked({ walk: walked({ stops: 300, isCut: true }) })] }),
    'unknown: Loaded (200 OK, 320ms), but not all is known: Tab has more stops than are walked',
  ],
  [
    page(),
    { missing: 'none is installed: install Chromium' },
    'unknown: No browser can be had (none is installed: install Chromium)',
  ],
  [
    page(),
    { unable: 'the browser ended while it looked' },
    'unknown: Could not be looked at (the browser ended while it looked)',
  ],
  [page(), { refused: 'net::ERR_CONNECTION_REFUSED' }, 'failed: Did not load (net::ERR_CONNECTION_REFUSED)'],
  [page(), { stuck: 'the page crashes' }, 'failed: Stands still (the page crashes)'],
]

describe('a page', () => {
  for (const [written, seen, wanted] of TABLE)
    it(wanted, () => assert.equal(says(written, 'page', seen), wanted))

  it('has half a minute where nothing is said', () => {
    assert.equal(check(page()).timeLimitMs, 30_000)
    assert.equal(check(`{ timeLimit: 2s, page: { url: '${URL}' } }`).timeLimitMs, 2_000)
  })

  it('stays one line, whatever is wrong with it', () => {
    const many = Array.from({ length: 200 }, (_, i) => finding(`rule-${i}`, `#${'x'.repeat(50)}`))
    const looks = [looked({ axe: { found: many, undecided: [] } })]
    assert.ok(says(page(ASKED), 'page', well({ looks })).length < 700)
  })

  for (const [rest, words] of [
    [', without: [image-alt]', '`without` belongs to axe'],
    [', schemes: [dark]', '`schemes` belongs to axe and focus'],
    [', schemes: [sepia]', 'this has to be one of light, dark'],
    [', width: 5', 'this is too small'],
  ] as const)
    it(`refuses${rest}`, () => assert.ok(refused(page(rest)).includes(words), refused(page(rest))))
})
