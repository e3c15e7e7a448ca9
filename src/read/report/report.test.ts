import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChangeReport, IncidentReport } from '../../core/report/report.ts'
import { ERRORS, incidentOf, played } from '../../core/report/worlds.testing.ts'
import { sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { reportHtml } from './html.ts'
import { reportMarkdown } from './markdown.ts'

const HOSTILE = '"><img src=x onerror=alert(1)> [a](javascript:1) | `x` \u202e& <!--'
const report = incidentOf(played(ERRORS))

/** Of a plan, a person and a step that say such a thing wherever they may. */
function hostile(): IncidentReport {
  const sample = sampleRunbook()
  const entries = played(
    `{evidence: [{from: 12m, success: 90%}], commands: [{at: 2m, do: consider, because: ${JSON.stringify(HOSTILE)}}], effects: [{item: deploy-wix, direction: undo, outcome: failed, reason: ${JSON.stringify(HOSTILE)}}]}`,
    {
      title: HOSTILE,
      plan: HOSTILE,
      version: HOSTILE,
      steps: sample.steps.map((step) => ({ ...step, title: `${HOSTILE} ${step.title}` })),
    },
  )
  return incidentOf(entries)
}

const SECTIONS = [
  'Cause',
  'How long it took',
  'What was undone, and what was not',
  'Who did what',
  'Timeline',
  'Postmortem, to fill in',
]

describe('a report in Markdown and as a page', () => {
  it('has the same parts in both', () => {
    const [markdown, html] = [reportMarkdown(report), reportHtml(report)]
    for (const title of SECTIONS) {
      assert.ok(markdown.includes(`## ${title}\n`), title)
      assert.ok(html.includes(`>${title}</h2>`), title)
    }
    for (const sentence of Object.values(report.summary)) {
      assert.ok(markdown.includes(sentence), sentence)
      assert.ok(html.includes(sentence), sentence)
    }
    for (const title of ['Impact', 'Root cause', 'What went well', 'What could be better', 'Actions'])
      assert.match(markdown, new RegExp(`^### ${title}$`, 'm'))
    assert.equal(html.match(/<svg /g)?.length, 2, 'evidence and traffic are drawn')
  })

  it('every row of a Markdown table has as many cells as its head', () => {
    for (const written of [reportMarkdown(report), reportMarkdown(hostile())]) {
      const tables = written.split('\n\n').filter((block) => block.startsWith('|'))
      assert.ok(tables.length >= 5)
      for (const table of tables) {
        const cells = table
          .trim()
          .split('\n')
          .map((row) => row.replaceAll(/\\./g, '').split('|').length)
        assert.equal(new Set(cells).size, 1, table)
      }
    }
  })

  it('what others have said is text in both, and nothing of it hides', () => {
    const [markdown, html] = [reportMarkdown(hostile()), reportHtml(hostile())]
    assert.doesNotMatch(html, /<img|<!--|onerror=alert\(1\)>/)
    assert.doesNotMatch(markdown, /(?<!\\)<img|(?<!\\)\[a|(?<!\\)`/)
    for (const written of [markdown, html]) assert.doesNotMatch(written, /\u202e/)
    assert.match(html, /&quot;&gt;&lt;img src=x onerror=alert\(1\)&gt;/)
    const tags = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag))
    for (const tag of ['script', 'img', 'iframe', 'link', 'form', 'a']) assert.ok(!tags.has(tag), tag)
  })

  it('the links of a plan lead where they say, and nowhere else', () => {
    const url = 'https://wiki.internal/a?b=1&c="><img/src=x>\u202e#d'
    const links = [{ title: HOSTILE, url }]
    const linked = incidentOf(played(ERRORS, { change: { links } }))
    const [markdown, html] = [reportMarkdown(linked), reportHtml(linked)]
    const address = 'https://wiki.internal/a?b=1&c=%22%3E%3Cimg/src=x%3E%E2%80%AE#d'
    assert.ok(markdown.includes(`: <${address}>`), markdown)
    assert.ok(html.includes(`<a href="${address.replace('&', '&amp;')}">`), html)
    assert.doesNotMatch(html, /<img/)
    for (const written of [markdown, html]) assert.doesNotMatch(written, /\u202e/)
    assert.doesNotMatch(reportMarkdown(report), /## Links/)
  })

  it('asks for nothing from elsewhere, and runs nothing', () => {
    const html = reportHtml(report)
    assert.match(html, /default-src 'none'; style-src 'unsafe-inline'/)
    assert.doesNotMatch(html, /https?:|url\(|@import|src=/)
  })

  it('holds nothing of what steps are given', () => {
    const secret = { act: 'action', name: 'call', with: { key: 'swordfish' } } as const
    const steps = sampleRunbook().steps.map((step) =>
      step.kind === 'effect' ? { ...step, act: secret } : step,
    )
    const inputs = { token: 'swordfish' }
    const written = incidentOf(played(ERRORS, { steps, inputs }))
    for (const text of [JSON.stringify(written), reportMarkdown(written), reportHtml(written)])
      assert.doesNotMatch(text, /swordfish/)
  })

  it('of a change without an incident is its sentence', () => {
    const none: ChangeReport = {
      ...{ report: 'none', change: 'CHG-1', title: 'A <b>', status: 'succeeded' },
      sentence: 'CHG-1 succeeded <b>.',
    }
    assert.equal(reportMarkdown(none), 'CHG-1 succeeded \\<b\\>.\n')
    assert.match(reportHtml(none), /<h1>A &lt;b&gt;<\/h1>\n<p>CHG-1 succeeded &lt;b&gt;\.<\/p>/)
  })

  it('says that it is not complete while the change is under way', () => {
    const entries = played(ERRORS)
    const some = incidentOf(entries.slice(0, entries.length - 4))
    for (const written of [reportMarkdown(some), reportHtml(some)])
      assert.match(written, /The change is rolling-back: this is what is known so far/)
  })
})
