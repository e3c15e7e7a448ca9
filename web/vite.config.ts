import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** `vite web` shows the page while it is worked on, over a server that runs: CUTWATER_DATA says which. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  cacheDir: '../.cache/web/vite',
  plugins: [react(), englishAlone()],
  css: { postcss: { plugins: [plotsWithoutLegends()] } },
  build: {
    outDir: '../.cache/web/site',
    emptyOutDir: true,
    // Packed with the product.
    license: { fileName: 'third-party.md' },
    target: 'es2022',
    // The policy of the page forbids everything inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
  // Its words are the house's own, beside web/.
  server: { host: '127.0.0.1', fs: { allow: ['..'] }, proxy: proxyTo(process.env.CUTWATER_DATA) },
})

/** The page speaks English, and what its widgets say in 33 other languages is left out. */
function englishAlone(): Plugin {
  const otherWords = /\/intl\/[\w-]+\/(?!en-US)[a-z]{2}-[A-Z]{2}\.m?js$/
  return {
    name: 'english-alone',
    enforce: 'pre',
    load: (id) => (otherWords.test(id) ? 'export default {}' : null),
  }
}

/** Plots of the page have a legend of its own, so the rules of the library's are left out. */
function plotsWithoutLegends() {
  return {
    postcssPlugin: 'plots-without-legends',
    Rule(rule: { readonly selector: string; remove(): void }) {
      if (/^\.u-(title|legend|inline|series)\b/.test(rule.selector)) rule.remove()
    },
  }
}

function proxyTo(dataDir: string | undefined) {
  if (dataDir === undefined || !existsSync(join(dataDir, 'server.json'))) return {}
  const { url } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { url: string }
  const token = readFileSync(join(dataDir, 'token'), 'utf8').trim()
  return {
    '/v1': { target: url, changeOrigin: true, headers: { authorization: `Bearer ${token}`, origin: url } },
  }
}
