import { cpuUsage } from 'node:process'
import { entryOf } from '../../src/core/change/events/change-entry.ts'
import { GENESIS, sealAll } from '../../src/core/journal/chain.ts'
import type { Entry } from '../../src/core/journal/entry.ts'
import { reportOf } from '../../src/core/report/write-report.ts'
import { sampleRunbook } from '../../src/core/runbook/sample-runbook.testing.ts'
import { readScript } from '../../src/core/simulate/script.ts'
import { simulate } from '../../src/core/simulate/simulate.ts'
import { reportHtml } from '../../src/read/report/html.ts'
import { reportMarkdown } from '../../src/read/report/markdown.ts'
import { short } from '../parts/figures.ts'
import type { Line } from '../parts/line.ts'

const AT = Date.UTC(2027, 2, 1, 10)
const ENTRIES = 10_000

export const report: Line = {
  name: 'report',
  title: 'The incident report of a long change',
  limitedBy:
    'Every entry is read by the schema of its type, in the version in which it was written; what is written then is bounded, ' +
    'so a longer journal costs reading alone. Parsing the same entries as JSON knows nothing of what they say. Times are of the ' +
    'processor, without what Postgres takes to give the entries out.',
  measure: async ({ quick, say }) => {
    const entries = journalOf(quick ? 1_000 : ENTRIES)
    say(`${entries.length.toLocaleString('en-US')} entries`)
    const runs = quick ? 1 : 7
    const ours = middle(runs, () => {
      const written = reportOf(entries, [])
      if (written?.report !== 'incident') throw new Error('a change that was rolled back has a report')
      return reportMarkdown(written).length + reportHtml(written).length
    })
    const json = JSON.stringify(entries)
    const theirs = middle(runs, () => (JSON.parse(json) as unknown[]).length)
    return [
      {
        what: `${entries.length.toLocaleString('en-US')} entries to a report, its Markdown and its page`,
        ours: `${short(ours)} ms`,
        beside: `the same entries by JSON.parse: ${short(theirs)} ms`,
        ratio: ours / theirs,
        wanted: 'below 1 s',
      },
    ]
  },
}

/** A change that was rolled back after its proxies and its evidence had come and gone for days. */
function journalOf(length: number): readonly Entry[] {
  const read = readScript('{evidence: [{from: 12m, success: 90%, targets: [gamma]}]}')
  if (!('script' in read)) throw new Error('the script of the bench cannot be read')
  const { events } = simulate(sampleRunbook(), read.script, AT)
  const trips = events.findIndex(({ type }) => type === 'guard-tripped')
  const again = events.filter(({ type }) => type === 'hold-started' || type === 'stage-passed')
  const many = Array.from({ length: Math.max(0, length - events.length) }, (_, i) => again[i % again.length])
  const all = [...events.slice(0, trips), ...many.flatMap((event) => event ?? []), ...events.slice(trips)]
  return sealAll({ seq: 0, hash: GENESIS }, 'change/CHG-2027-0001', all.map(entryOf))
}

function middle(runs: number, act: () => number): number {
  const took = Array.from({ length: runs }, () => {
    const began = cpuUsage()
    if (act() === 0) throw new Error('nothing was written')
    const { user, system } = cpuUsage(began)
    return (user + system) / 1_000
  })
  return took.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}
