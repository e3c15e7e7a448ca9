/** The frame both pages stand in: head, landmarks, and the style they share. */
import { dark, light, paletteCss } from './theme.ts'

export type Shell = {
  readonly title: string
  readonly brand: string
  readonly version: string
  readonly canary: boolean
  readonly style: string
  /** Attributes of `body`, for programs that read the page. */
  readonly facts: Readonly<Record<string, string>>
  readonly main: string
  readonly footer: string
}

export function shell(page: Shell): string {
  const facts = Object.entries(page.facts).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="data:,">
<style>${baseStyle}${page.style}</style>
</head>
<body${facts.join('')}>
<a class="skip" href="#main">Skip to the content</a>
<header><div class="wrap bar">
<p class="brand"><span class="mark" aria-hidden="true"></span>${escapeHtml(page.brand)}</p>
<p class="chips">${page.canary ? '<span class="chip canary" id="canary-badge">Canary</span>' : ''}<span class="chip" id="version">${escapeHtml(page.version)}</span></p>
</div></header>
<main id="main" class="wrap" tabindex="-1">${page.main}</main>
<footer><div class="wrap"><p>${page.footer}</p></div></footer>
</body>
</html>
`
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}

const baseStyle = `
:root{${paletteCss(light)};color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{${paletteCss(dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;min-height:100vh;display:flex;flex-direction:column}
.wrap{width:min(68rem,100% - 2.5rem);margin-inline:auto}
header{border-bottom:1px solid var(--line);background:var(--surface)}
.bar{display:flex;align-items:center;justify-content:space-between;gap:1rem;min-height:4rem}
.brand{display:flex;align-items:center;gap:.6rem;margin:0;font-weight:650;letter-spacing:-.01em}
.mark{width:1.1rem;height:1.1rem;background:var(--accent)}
.chips{display:flex;gap:.5rem;margin:0}
.chip{display:inline-flex;align-items:center;gap:.45rem;border:1px solid var(--line);border-radius:99px;padding:.15rem .75rem;font-size:.8125rem;color:var(--muted);font-variant-numeric:tabular-nums}
.chip.canary{background:var(--warn-ground);border-color:transparent;color:var(--warn);font-weight:600}
.badge{display:inline-flex;align-items:center;gap:.5rem;border-radius:99px;padding:.3rem .9rem;font-size:.875rem;font-weight:600;background:var(--warn-ground);color:var(--warn)}
.badge::before{content:"";width:.5rem;height:.5rem;border-radius:50%;background:currentColor}
.badge[data-status=in-sync]{background:var(--good-ground);color:var(--good)}
main{flex:1;padding-block:clamp(2rem,6vw,4.5rem)}
main:focus{outline:none}
h1{font-size:clamp(2rem,5vw,3.1rem);line-height:1.08;letter-spacing:-.03em;font-weight:680;margin:0;text-wrap:balance}
.lede{color:var(--muted);font-size:1.0625rem;max-width:38rem;margin:.9rem 0 0;text-wrap:pretty}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.35rem}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--accent);color:var(--on-accent);padding:.6rem 1rem;border-radius:0 0 .5rem .5rem;z-index:2}
.skip:focus{top:0}
footer{border-top:1px solid var(--line);color:var(--muted);font-size:.875rem;padding-block:.4rem}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
`
