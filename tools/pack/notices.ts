/** The licences of what is bundled, as they ask to be handed on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const TITLE = `# Third-party notices

Cutwater is packed together with the following packages, as far as it uses them. The licence of each follows.`

/** `files`: of node_modules; `ofThePage` is what Vite wrote of the packages in the live page. */
export function thirdPartyNotices(files: readonly string[], ofThePage: string): string {
  const homes = new Set(files.map(homeOf))
  const own = [...homes].map(noticeOf).sort((a, b) => a.title.localeCompare(b.title, 'en'))
  const sections = own.map(({ title, text }) => `## ${title}\n\n${text}`)
  const page = ofThePage.slice(Math.max(0, ofThePage.indexOf('\n## ')))
  return `${[TITLE, ...sections, '# In the live page', page.trim()].join('\n\n')}\n`
}

/** The directory of the package that a file belongs to. */
function homeOf(file: string): string {
  const home = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(
    file.replaceAll('\\', '/').replace(/^\0|\?.*$/g, ''),
  )
  if (home === null) throw new Error(`${file} belongs to no package`)
  return home[0]
}

function noticeOf(home: string): { readonly title: string; readonly text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  if (typeof license !== 'string')
    throw new Error(`the package ${name} does not say under which licence it is`)
  const texts = readdirSync(home)
    .filter((file) => /^(licen[cs]e|notice|copying)(\W.*)?$/i.test(file) && existsSync(join(home, file)))
    .sort()
    .map((file) => readFileSync(join(home, file), 'utf8').trim())
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') || `Licence: ${license}` }
}
