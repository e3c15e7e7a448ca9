import { XMLParser } from 'fast-xml-parser'
import { type TestOutcome, type TestsRun, testsRun } from './tests-run.ts'

/** Entities are not filled in: a document of a few bytes could otherwise become one of many gigabytes. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => name === 'testsuite' || name === 'testcase',
})

/** `testsuites`, or a `testsuite` on its own, however deep, as Ant, Maven, pytest, Gradle and Jest write them. */
export function junitTests(text: string): TestsRun {
  if (/<!DOCTYPE/i.test(text.slice(0, 10_000))) throw new Error('a report has no document type')
  const document: unknown = parser.parse(text, true)
  if (!isNode(document)) throw new Error('this is not XML')
  const root = document.testsuites ?? document.testsuite
  if (root === undefined) throw new Error('there is no testsuite in it')
  return testsRun([root].flat().flatMap(casesIn))
}

type Node = { readonly [key: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

function casesIn(suite: unknown): { outcome: TestOutcome; name: string }[] {
  if (!isNode(suite)) return []
  const inner = [suite.testsuite ?? []].flat().flatMap(casesIn)
  const own = [suite.testcase ?? []].flat().map((test) => ({ outcome: outcomeOf(test), name: nameOf(test) }))
  return [...own, ...inner]
}

/** An error is what a test threw, a failure what it found: neither is a pass. */
function outcomeOf(test: unknown): TestOutcome {
  if (!isNode(test)) return 'passed'
  if ('failure' in test || 'error' in test) return 'failed'
  return 'skipped' in test ? 'skipped' : 'passed'
}

function nameOf(test: unknown): string {
  if (!isNode(test)) return ''
  return [test['@classname'], test['@name']].filter((part) => typeof part === 'string').join(' > ')
}
