// What other tools' files say of advisories that somebody accepted or that do not hold:
//
//   osv-scanner.toml          [[IgnoredVulns]] id, ignoreUntil, reason
//                             (https://google.github.io/osv-scanner/configuration/)
//   .trivyignore              an id a line, with exp:2026-12-02 behind it where it ends
//   .trivyignore.yaml         vulnerabilities: [{id, expired_at, statement, purls}]
//                             (https://trivy.dev/latest/docs/configuration/filtering/)
//   OpenVEX                   statements not_affected and fixed (https://github.com/openvex/spec)
//   CycloneDX                 vulnerabilities with an analysis (https://cyclonedx.org/docs/1.6/json/)
//
// Every entry has the file as its owner, because none of them names one. What is not understood is an error with its place:
// an ignore that is passed over in silence would come back as a finding that nobody expects, and one that is read too wide
// would hide what nobody accepted.
import path from 'node:path'
import { textOf } from '../../base/bytes.ts'
import { readVex } from '../../advisories/vex.ts'
import { WardenError } from '../../base/errors.ts'
import type { Ignored } from '../../jobs/vulns/waivers.ts'
import { isAdvisoryName, isDay } from '../../policy/waiver.ts'
import type { Files } from '../../world/files.ts'

const MOST_BYTES = 16 << 20
const MOST_ENTRIES = 20_000

/** Reads a file. Throws `usage` where it is not there, `config` with file and line for what is not understood. */
export async function readIgnores(files: Files, file: string, shown: string): Promise<readonly Ignored[]> {
  const bytes = await files.read(file, MOST_BYTES)
  if (bytes === undefined) throw new WardenError('usage', `--ignores ${shown}: no such file`)
  const text = textOf(bytes)
  if (text === undefined) throw bad(shown, 1, 'not UTF-8 text')
  const found = await entriesOf(bytes, text, path.basename(file), shown)
  if (found.length > MOST_ENTRIES) throw new WardenError('too-large', `${shown}: more than ${MOST_ENTRIES} entries`)
  for (const { id, expires, place } of found) {
    if (!isAdvisoryName(id)) throw bad(shown, place.line, `${JSON.stringify(id.slice(0, 100))} is no advisory's name`)
    if (expires !== undefined && !isDay(expires)) throw bad(shown, place.line, `${JSON.stringify(expires)} is no day`)
  }
  return found
}

async function entriesOf(bytes: Uint8Array, text: string, name: string, shown: string): Promise<readonly Ignored[]> {
  if (name.endsWith('.toml')) return fromToml(text, shown)
  if (/\.ya?ml$/.test(name)) return fromYaml(text, shown)
  if (text.trimStart().startsWith('{')) return fromVex(bytes, text, shown)
  return fromLines(text, shown)
}

function fromLines(text: string, shown: string): readonly Ignored[] {
  return text.split('\n').flatMap((line, i): Ignored[] => {
    const [id = '', ...words] = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (id === '') return []
    const until = words.find((word) => word.startsWith('exp:'))
    return [
      {
        id,
        ...(until === undefined ? {} : { expires: until.slice('exp:'.length) }),
        reason: 'ignored without a reason',
        owner: shown,
        place: { file: shown, line: i + 1 },
      },
    ]
  })
}

/** The tables [[IgnoredVulns]] of TOML; other tables are passed over. One key a line, as its documentation has it. */
function fromToml(text: string, shown: string): readonly Ignored[] {
  const found: { line: number; values: Map<string, string> }[] = []
  let current: Map<string, string> | undefined
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('[')) {
      const isOurs = /^\[\[\s*IgnoredVulns\s*\]\]\s*(?:#.*)?$/.test(line)
      current = isOurs ? new Map() : undefined
      if (current !== undefined) found.push({ line: i + 1, values: current })
      continue
    }
    if (current === undefined) {
      if (/^IgnoredVulns\s*=/.test(line))
        throw bad(shown, i + 1, 'write [[IgnoredVulns]] tables: a list on one line is not read')
      continue
    }
    const [, key, basic, literal, bare] =
      /^([A-Za-z_][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w.:+-]+(?: \d[\d:.]*)?))\s*(?:#.*)?$/.exec(line) ??
      []
    const value = basic === undefined ? (literal ?? bare) : unescaped(basic)
    if (key === undefined || value === undefined)
      throw bad(shown, i + 1, 'neither a table nor a key with a text or date')
    current.set(key, value)
  }
  return found.map(({ line, values }): Ignored => {
    const id = values.get('id')
    if (id === undefined) throw bad(shown, line, 'an ignored vulnerability without id')
    const until = values.get('ignoreUntil')
    return {
      id,
      // A time is cut to its day.
      ...(until === undefined ? {} : { expires: until.slice(0, 10) }),
      reason: values.get('reason') ?? 'ignored without a reason',
      owner: shown,
      place: { file: shown, line },
    }
  })
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(["\\])/g, '$1').replaceAll(/\\[nrt]/g, ' ')
}

async function fromYaml(text: string, shown: string): Promise<readonly Ignored[]> {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml')
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true })
  const lineOf = (offset: number | undefined): number => counter.linePos(offset ?? 0).line
  const [problem] = document.errors
  if (problem !== undefined) throw bad(shown, lineOf(problem.pos[0]), problem.message.split('\n')[0] ?? 'not YAML')
  const { contents } = document
  const list = isMap(contents) ? contents.get('vulnerabilities', true) : undefined
  if (!isSeq(list)) throw bad(shown, 1, 'no list of vulnerabilities')
  return list.items.flatMap((item): Ignored[] => {
    const line = lineOf(isMap(item) ? item.range?.[0] : undefined)
    if (!isMap(item)) throw bad(shown, line, 'an entry is no map')
    const of = (key: string): string | undefined => {
      const value = item.get(key, true)
      return isScalar(value) ? String(value.source ?? value.value) : undefined
    }
    const id = of('id')
    if (id === undefined) throw bad(shown, line, 'an entry without id')
    // An entry for some files is about findings in files, which advisories are not.
    if (item.has('paths')) return []
    const expires = of('expired_at')
    const rest = {
      id,
      ...(expires === undefined ? {} : { expires: expires.slice(0, 10) }),
      reason: of('statement') ?? 'ignored without a reason',
      owner: shown,
      place: { file: shown, line },
    }
    const purls = item.get('purls', true)
    if (!isSeq(purls)) return [rest]
    return purls.items.flatMap((purl) => {
      const named = isScalar(purl) ? moduleOfPurl(String(purl.value)) : undefined
      return named === undefined ? [] : [{ ...rest, ...named }]
    })
  })
}

/** Statements of OpenVEX or CycloneDX that accept something. Lines are those of the vulnerability's name in the text. */
/** A package that no Go project is: `pkg:npm/left-pad@1.0.0`. */
function isForeign(product: string): boolean {
  const type = /^pkg:([a-z0-9.+-]+)\//i.exec(product)?.[1]?.toLowerCase()
  return type !== undefined && !['oci', 'docker', 'generic', 'github', 'gitlab', 'bitbucket', 'golang'].includes(type)
}

function fromVex(bytes: Uint8Array, text: string, shown: string): readonly Ignored[] {
  return readVex(bytes, shown).flatMap(({ id, aliases, status, justification, modules, products }): Ignored[] => {
    // affected and under_investigation accept nothing.
    if (status !== 'not_affected' && status !== 'fixed') return []
    const at = text.indexOf(JSON.stringify(id))
    const rest = {
      id: [id, ...aliases].map((name) => name.replace(/^.*\//s, '')).find(isAdvisoryName) ?? id,
      reason: justification === undefined ? status : `${status}: ${justification}`,
      owner: shown,
      place: { file: shown, line: at < 0 ? 1 : text.slice(0, at).split('\n').length },
    }
    // Without a Go module it is about the project as a whole, by whatever name its author gave it; not where it names
    // packages of other ecosystems alone.
    if (modules.length === 0) return products.length > 0 && products.every(isForeign) ? [] : [rest]
    // What holds on one system alone, or for one package, accepts no more than that.
    return modules
      .filter(({ qualifiers }) => qualifiers === undefined)
      .map(({ path: module, version, package: name, within }) => ({
        ...rest,
        module,
        ...(version === '' ? {} : { version }),
        ...(name === undefined ? {} : { package: `${module}/${name}` }),
        ...(within === undefined ? {} : { within }),
      }))
  })
}

/** `pkg:golang/golang.org/x/text@v0.3.0?…`, also inside `urn:…#pkg:golang/…`; `undefined` for another thing. */
function moduleOfPurl(purl: string): { readonly module: string; readonly version?: string } | undefined {
  const [, name, version] = /pkg:golang\/([^@?#\s]+)(?:@([^?#\s]+))?/.exec(purl) ?? []
  if (name === undefined) return undefined
  return { module: decoded(name), ...(version === undefined ? {} : { version: decoded(version) }) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function bad(file: string, line: number, why: string): WardenError {
  return new WardenError('config', why, {
    place: { file, line },
    remedy: 'osv-scanner.toml, .trivyignore, .trivyignore.yaml, OpenVEX or CycloneDX is wanted',
  })
}
