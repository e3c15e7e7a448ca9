/** The page of the Gamma site: the investor panel, in GlassFX cards or plain ones. */

import { escapeHtml, shell } from '../../../pages/shell.ts'
import { glass } from '../../../pages/theme.ts'
import type { Figure } from './figures.ts'

export type PanelView = {
  readonly figures: readonly Figure[]
  readonly version: string
  readonly glass: boolean
  readonly canary: boolean
}

export function panelPage(view: PanelView): string {
  return shell({
    title: 'Investor panel • Gamma',
    brand: 'Gamma',
    version: view.version,
    canary: view.canary,
    style: view.glass ? style + glassStyle : style,
    facts: { page: 'panel', glassfx: String(view.glass), canary: String(view.canary) },
    main: `
<h1>Where the company stands</h1>
<p class="lede">Six figures for our investors, as of the quarter that just closed. Each has an address of its own.</p>
<ul class="cards">${view.figures.map((figure) => card(figure, view.glass)).join('')}</ul>`,
    footer: `Investor panel, shown by Gamma ${escapeHtml(view.version)}. <a href="/api/panel">The same as JSON</a>`,
  })
}

function card(figure: Figure, glass: boolean): string {
  return `<li><a class="card ${glass ? 'glass' : 'plain'}" id="${figure.id}" href="#${figure.id}" data-card="${figure.id}">
<span class="title">${escapeHtml(figure.title)}</span>
<span class="value">${escapeHtml(figure.value)}</span>
${sparkline(figure.trend)}
<span class="change">${escapeHtml(figure.change)}</span></a></li>`
}

/** The trend, scaled to its own range; said in words beside it, so hidden from screen readers. */
function sparkline(trend: readonly number[]): string {
  const [low, high] = [Math.min(...trend), Math.max(...trend)]
  const points = trend.map((value, i) => {
    const x = (i * 200) / Math.max(1, trend.length - 1)
    const y = 34 - (30 * (value - low)) / (high - low || 1)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return `<svg viewBox="-3 0 206 38" aria-hidden="true" focusable="false"><polyline points="${points.join(' ')}"/><circle cx="200" cy="${points.at(-1)?.split(',')[1]}" r="3"/></svg>`
}

const style = `
.mark{border-radius:.15rem;transform:rotate(45deg) scale(.82)}
.cards{list-style:none;padding:0;margin:2.75rem 0 0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:1.1rem}
.card{display:flex;flex-direction:column;height:100%;padding:1.35rem 1.5rem 1.25rem;color:var(--ink);text-decoration:none;border:1px solid var(--line);border-radius:.75rem;background:var(--surface);transition:border-color .15s,transform .15s}
.card:hover,.card:target{border-color:var(--accent)}
.card:focus-visible{border-radius:.9rem}
.title{color:var(--muted);font-size:.9375rem}
.value{font-size:2.1rem;line-height:1.2;letter-spacing:-.03em;font-weight:640;font-variant-numeric:tabular-nums}
.change{color:var(--muted);font-size:.875rem}
svg{width:100%;height:auto;margin:.9rem 0 .7rem;overflow:visible}
polyline{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
circle{fill:var(--accent)}
`

// What shines through is soft, and the quiet text is darkened for it: glass must never cost the text its contrast.
const quiet = `color-mix(in srgb,var(--ink) ${glass.towardsInk * 100}%,var(--muted))`
const glassStyle = `
body{background:radial-gradient(52rem 34rem at 16% 40%,color-mix(in srgb,var(--accent) ${glass.accentShare * 100}%,transparent),transparent 70%),radial-gradient(46rem 32rem at 88% 72%,color-mix(in srgb,${glass.warm} ${glass.warmShare * 100}%,transparent),transparent 70%),var(--ground);background-attachment:fixed}
header{background:color-mix(in srgb,var(--surface) 82%,transparent);backdrop-filter:blur(14px)}
.lede,footer{color:${quiet}}
.card.glass{background:linear-gradient(160deg,color-mix(in srgb,var(--surface) 80%,transparent),color-mix(in srgb,var(--surface) 50%,transparent));backdrop-filter:blur(18px) saturate(1.5);border-color:color-mix(in srgb,var(--surface) 55%,var(--line));box-shadow:inset 0 1px 0 color-mix(in srgb,#fff 38%,transparent),0 18px 36px -30px #0007;border-radius:1.15rem}
.card.glass .title,.card.glass .change{color:${quiet}}
.card.glass:hover,.card.glass:target{border-color:var(--accent)}
.card.glass:hover{transform:translateY(-2px)}
`
