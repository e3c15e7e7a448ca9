/**
 * The helpdesk, a product that the shop rents: `helpdesk.ts --port N [--parent PID]`.
 *
 *   POST /api/complaints     {"user", "subject", "servedBy": "frontend-blue", "version"}
 *   GET  /api/complaints     {"count", "services": {"frontend": {"blue": {"count"}}}, "latest"}
 *   POST /api/satisfaction   {"score": 1 to 5, "servedBy", "version"}
 *   GET  /api/satisfaction   {"count", "mean", "services": {"frontend": {"blue": {"count", "sum"}}}}
 *   POST /api/incidents      {"subject"}: somebody of the support opens one, and gets its {"id"}
 *   POST /api/incidents/close   {"id"}
 *   GET  /api/incidents      {"open", "incidents": [{"id", "subject", "openedAt"}]}, those that are open
 *   GET  /metrics            complaints_total and satisfaction_score_sum/_count, by service, side and version
 *
 * A GET may ask for less: `?within=SECONDS`, `&version=V`.
 */
import { Counter } from 'prom-client'
import { runMain } from '../../../../process/run-main.ts'
import { type ShopService, type Side, shopServices, sides } from '../addresses.ts'
import { type Asked, json, jsonBody, Refused, textField } from '../web/answers.ts'
import { Incidents } from './incidents.ts'
import { outsideOptions } from './options.ts'
import { serveOutside } from './serve-outside.ts'

type About = { readonly service: ShopService; readonly side: Side; readonly version: string }
type Told = About & { readonly at: number }
type Complaint = Told & { readonly user: string; readonly subject: string }
type Score = Told & { readonly score: number }

const KEPT_MAX = 20_000
const SHOWN_MAX = 50

await runMain(async () => {
  const complaints: Complaint[] = []
  const scores: Score[] = []
  const incidents = new Incidents()
  await serveOutside('the helpdesk', outsideOptions(), ({ registry }) => {
    const counter = (name: string, help: string) => {
      const made = new Counter({
        name,
        help,
        labelNames: ['service', 'side', 'version'],
        registers: [registry],
      })
      return ({ service, side, version }: About, by = 1) => made.inc({ service, side, version }, by)
    }
    const complained = counter('complaints_total', 'Complaints of users.')
    const scoreSum = counter('satisfaction_score_sum', 'Scores of users, 1 to 5, added up.')
    const scoreCount = counter('satisfaction_score_count', 'How many gave a score.')
    return {
      'POST /api/incidents': async (asked) => {
        const subject = textField(await jsonBody(asked), 'subject')
        if (subject === null) throw new Refused(422, 'the body needs a subject')
        return json(201, { id: incidents.open(subject, Date.now()) })
      },
      'POST /api/incidents/close': async (asked) => {
        const id = textField(await jsonBody(asked), 'id')
        if (id === null || !incidents.close(id)) throw new Refused(404, 'no incident of that id is open')
        return json(200, { closed: true })
      },
      'GET /api/incidents': () => json(200, incidents.shown()),
      'POST /api/complaints': async (asked) => {
        const body = await jsonBody(asked)
        const about = aboutIn(body)
        const [user, subject] = [textField(body, 'user'), textField(body, 'subject')]
        if (user === null || subject === null) throw new Refused(422, 'the body needs user and subject')
        keep(complaints, { ...about, at: Date.now(), user, subject })
        complained(about)
        return json(201, { taken: true })
      },
      'GET /api/complaints': (asked) => {
        const found = wanted(complaints, asked)
        const latest = found.slice(-SHOWN_MAX).map((one) => ({ ...one, at: new Date(one.at).toISOString() }))
        return json(200, {
          count: found.length,
          services: bySide(found, (some) => ({ count: some.length })),
          latest,
        })
      },
      'POST /api/satisfaction': async (asked) => {
        const body = await jsonBody(asked)
        const about = aboutIn(body)
        const { score } = body as { score?: unknown }
        if (!Number.isInteger(score) || Number(score) < 1 || Number(score) > 5)
          throw new Refused(422, 'score must be 1, 2, 3, 4 or 5')
        keep(scores, { ...about, at: Date.now(), score: Number(score) })
        scoreSum(about, Number(score))
        scoreCount(about)
        return json(201, { taken: true })
      },
      'GET /api/satisfaction': (asked) => {
        const found = wanted(scores, asked)
        const sum = sumOf(found)
        const mean = found.length === 0 ? null : sum / found.length
        return json(200, {
          count: found.length,
          mean,
          services: bySide(found, (some) => ({ count: some.length, sum: sumOf(some) })),
        })
      },
    }
  })
})

function sumOf(scores: readonly Score[]): number {
  return scores.reduce((sum, { score }) => sum + score, 0)
}

function keep<T>(all: T[], one: T): void {
  all.push(one)
  if (all.length > KEPT_MAX) all.splice(0, all.length - KEPT_MAX)
}

function wanted<T extends Told>(all: readonly T[], { query }: Asked): T[] {
  const within = Number(query.get('within') ?? Number.POSITIVE_INFINITY)
  if (!(within >= 0)) throw new Refused(422, 'within must be a number of seconds')
  const version = query.get('version')
  const from = Date.now() - within * 1_000
  return all.filter((one) => one.at >= from && (version === null || one.version === version))
}

/** Every side is there, with 0 as well: that nobody complained is a number too. */
function bySide<T extends About, Shown>(all: readonly T[], show: (some: readonly T[]) => Shown) {
  const each = <Key extends string, Value>(keys: readonly Key[], value: (key: Key) => Value) =>
    Object.fromEntries(keys.map((key) => [key, value(key)]))
  return each(shopServices, (service) =>
    each(sides, (side) => show(all.filter((one) => one.service === service && one.side === side))),
  )
}

function aboutIn(body: unknown): About {
  const [service, side] = (textField(body, 'servedBy') ?? '').split('-')
  const known = {
    service: shopServices.find((one) => one === service),
    side: sides.find((one) => one === side),
    version: textField(body, 'version'),
  }
  if (known.service === undefined || known.side === undefined || !/^v[\w.-]{1,40}$/.test(known.version ?? ''))
    throw new Refused(
      422,
      'the body needs servedBy, such as frontend-blue, and version, as the page shows them',
    )
  return known as About
}
