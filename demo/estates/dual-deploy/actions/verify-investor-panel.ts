/**
 * Through the public address: the investor panel renders its cards as the flag says, with focus rings and enough
 * contrast.
 */

import { callJson, callText } from '../../../actions/call.ts'
import { given, report } from '../../../process/outputs.ts'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { panelEvidence, panelFault } from './panel-evidence.ts'

await runMain(async () => {
  const url = setting('PANEL_URL')
  const wanted = await wantedGlass()
  const { cards } = (await callJson(`${url}/api/panel`, { doing: 'reading the panel' })) as {
    cards: unknown[]
  }
  const page = panelEvidence(await callText(`${url}/`, { doing: 'reading the page' }))
  const fault = panelFault(page, wanted, cards.length)
  if (fault) throw new Error(fault)

  const kind = wanted ? 'GlassFX cards' : 'plain cards'
  const flag = `GlassFXEnabled=${wanted}`
  const lowest = page.contrasts.map(({ scheme, ratio }) => `${ratio.toFixed(1)}:1 ${scheme}`).join(', ')
  report(
    `Investor panel: ${page.glass + page.plain} ${kind} (${flag}), focus rings present, lowest contrast ${lowest}, answered by ${page.version}`,
    {
      cards: page.glass + page.plain,
      glassfx: wanted,
    },
  )
})

/** The plan may say what it set (`with: { glassfx: true }`); else the flag service is asked what holds. */
async function wantedGlass(): Promise<boolean> {
  const said = given().glassfx
  if (typeof said === 'boolean') return said
  if (said !== undefined) throw new Error('glassfx must be true or false')
  const call = { token: setting('FLAG_API_KEY'), doing: 'reading the flag' }
  const flag = (await callJson(`${setting('FLAG_URL')}/flags/GlassFXEnabled`, call)) as { value?: unknown }
  return flag.value === true
}
