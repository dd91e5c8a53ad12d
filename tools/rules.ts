// Writes docs/rules/: a page for each rule, from its record, and the list of all of them. Run it after a record changed:
// node tools/rules.ts. test/rules.test.ts holds the pages equal to the records.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rulePages } from '../test/support/rulepages.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'rules')
const pages = rulePages()
mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(join(folder, name))
for (const [name, text] of pages) writeFileSync(join(folder, name), text)
