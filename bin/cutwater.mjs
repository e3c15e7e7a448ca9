#!/usr/bin/env node
// The command line: of a checkout, which brings its own Node, or of an installed package, which lacks this file.
import { existsSync } from 'node:fs'

const checkout = new URL('./checkout.mjs', import.meta.url)
await import(existsSync(checkout) ? checkout.href : './installed.mjs')
