#!/usr/bin/env node
// The command line: of a checkout, which brings its own Node, or of an installed package, which has no tools.
import { existsSync } from 'node:fs'

const tools = new URL('../tools/command-line.mjs', import.meta.url)
await import(existsSync(tools) ? tools.href : './installed.mjs')
