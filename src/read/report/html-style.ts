import { COLOURS } from './report-style.ts'

/** In both colour schemes, on narrow screens and on paper. */
export const INCIDENT_STYLE = `${COLOURS}body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 400 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0 0 1rem; }
h2 { font-size: 1.125rem; margin: 0 0 0.875rem; } h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
p { margin: 0 0 0.75rem; } a { color: var(--link); }
.kicker, .soft, figcaption, dt, .asks { color: var(--soft); font-size: 0.875rem; } .kicker { margin: 0 0 0.375rem; }
.lead { font-size: 1.125rem; max-width: 52rem; } header p { max-width: 52rem; }
.so-far { padding: 0.75rem 1rem; background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--wait); border-radius: 8px; }
.figures { display: flex; flex-wrap: wrap; gap: 1px; margin: 1.5rem 0 0; background: var(--line);
  border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.figures div { flex: 1 1 9rem; padding: 0.875rem 1.125rem; background: var(--surface); } .figures dt { line-height: 1.3; }
.figures dd { margin: 0.25rem 0 0; font-size: 1.375rem; font-weight: 600; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; line-height: 1.25; }
.figures dd small { display: block; font-size: 0.8125rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }
section { margin-top: 1.25rem; padding: 1.375rem 1.5rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
blockquote { margin: 0 0 1rem; padding: 0.25rem 0 0.25rem 1rem; border-left: 4px solid var(--bad); font-size: 1.0625rem; }
.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.25rem 1.25rem; margin: 0; } .facts dt { padding-top: 0.1em; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; } .facts + .soft, .facts + blockquote { margin-top: 1.25rem; }
.pair { display: grid; gap: 1.25rem; } figure { margin: 0; } figcaption { margin-bottom: 0.375rem; } figcaption b { color: var(--ink); font-weight: 600; }
.key { display: inline-block; width: 1.25em; height: 0; margin: 0 0.375em 0.25em 0.875em; border-top: 2px solid var(--data); vertical-align: middle; }
.key.beside { border-color: var(--soft); } .key.limit { border-top: 2px dashed var(--bad); }
svg { width: 100%; height: auto; display: block; overflow: visible; } svg text { fill: var(--soft); font-size: 9.5px; }
.grid { stroke: var(--line); } .bound { stroke: var(--bad); stroke-dasharray: 6 4; stroke-width: 1.5; } .mark { stroke: var(--wait); stroke-width: 1.5; }
.line { fill: none; stroke: var(--data); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; } .line.beside { stroke: var(--soft); stroke-width: 1.5; }
.dot { fill: var(--data); } .dot.beside { fill: var(--soft); }
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.5rem 0; border-top: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; } thead th { border-top: 0; padding-top: 0; color: var(--soft); font-size: 0.8125rem; font-weight: 500; }
tbody th { font-weight: 500; } .number { text-align: right; } .number, .time { font-variant-numeric: tabular-nums; white-space: nowrap; }
.time, .by { color: var(--soft); } .by { overflow-wrap: break-word; max-width: 12rem; } .good { color: var(--good); } .wait { color: var(--wait); } .bad { color: var(--bad); } td.word { font-weight: 600; white-space: nowrap; }
tr.loud td:last-child { font-weight: 600; } tr.left td { color: var(--soft); font-style: italic; text-align: center; }
ul { margin: 0; padding-left: 1.125rem; } li + li { margin-top: 0.25rem; }
.write { min-height: 4.5rem; padding: 0.625rem 0.875rem; background: var(--ground); border: 1px dashed var(--soft); border-radius: 8px; white-space: pre-wrap; }
.write:focus-visible, td[contenteditable]:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
td[contenteditable] { height: 2.5rem; padding: 0.5rem; background: var(--ground); border: 1px dashed var(--soft); } .asks { margin: 0 0 0.375rem; }
.actions { table-layout: fixed; } .actions th:first-child { width: 60%; } .actions th { padding-left: 0.5rem; }
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; } h1 { font-size: 1.625rem; } section { padding: 1.125rem 1rem; } .lead { font-size: 1rem; }
  .figures div { flex-basis: 40%; padding: 0.75rem 0.875rem; } .figures dd { font-size: 1.125rem; }
  .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: 0.5rem; } svg text { font-size: 19px; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr, .stack th, .stack td { display: block; border: 0; padding: 0; text-align: left; } .stack tr { padding: 0.625rem 0; border-top: 1px solid var(--line); }
  .stack td:empty { display: none; } .stack td[data-is]::before { content: attr(data-is) " "; color: var(--soft); font-weight: 400; }
  .stack .time, .stack .by { display: inline; padding-right: 0.75rem; font-size: 0.8125rem; }
}
@media print {
  :root { color-scheme: light; } @page { margin: 16mm; } body { background: none; font-size: 11pt; } main { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 1rem 0 0; } figure, .figures, blockquote, tr, .facts { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .write { min-height: 7rem; background: none; } td[contenteditable] { background: none; }
}
`
