// What a module holds besides Go code that runs: programs and archives, false names, what editors and agents start,
// text that readers do not see, cgo, assembly, directives, scripts. Pure: bytes in, facts out; nothing is executed.
import { compareBytes } from '../../base/bytes.ts'
import type { ContentFact } from '../facts.ts'
import type { SourceFile } from '../scope.ts'
import { readAssembly } from './assembly.ts'
import { isAutorunFile, readAutorun, type Around } from './autorun.ts'
import { readCgo } from './cgo.ts'
import { readDirectives } from './directives.ts'
import { isDisguised, readFormat } from './disguise.ts'
import { orderedFacts } from './fact.ts'
import { readHiddenGo, readHiddenText } from './hiddentext.ts'
import { declaredNames, readHomoglyphs } from './homoglyph.ts'
import { bufferOf } from './magic.ts'
import { folderOf } from './place.ts'
import { readScript } from './script.ts'

/** Text that is looked through for hidden characters: source that is built, and what coding agents obey. */
const READ_AS_TEXT =
  /\.(?:s|S|c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm)$|(?:^|\/)(?:\.cursorrules|\.windsurfrules|\.clinerules|CLAUDE(?:\.local)?\.md|AGENTS\.md|GEMINI\.md|SKILL\.md|\.github\/copilot-instructions\.md|\.(?:cursor|claude|windsurf|gemini|codex|kiro)\/.+\.mdc?)$/
/** How much of such a file is looked through, in bytes. */
const MOST_TEXT = 16 << 20

/** A kind of facts is told at most 200 times, and once more how many more there are. Time is linear in the bytes. */
export interface ContentReader {
  /** Takes parsed Go files: every file of a folder at once. */
  readonly go: (goFiles: readonly SourceFile[]) => void
  /** The facts about all that was taken and about every other file, by file and line. Never throws for what is in them. */
  readonly end: () => readonly ContentFact[]
}

/** The facts about a module's content, whose Go files are all parsed. */
export function readContent(
  files: ReadonlyMap<string, Uint8Array>,
  goFiles: readonly SourceFile[],
): readonly ContentFact[] {
  const reader = createContentReader(files)
  reader.go(goFiles)
  return reader.end()
}

/** Reads the content of a module. `files` are all its files by name; those in Go are taken as they are parsed. */
export function createContentReader(files: ReadonlyMap<string, Uint8Array>): ContentReader {
  const facts: ContentFact[] = []
  const module = modulePath(files.get('go.mod'))
  const parsed = new Set<string>()
  const folders = Map.groupBy(files.keys(), folderOf)
  return {
    go(goFiles) {
      for (const [folder, group] of Map.groupBy(goFiles, ({ name }) => folderOf(name))) {
        const declared = declaredNames(group)
        for (const file of group) {
          parsed.add(file.name)
          facts.push(...readHiddenGo(file), ...readHomoglyphs(file, declared), ...readDirectives(file, module, files))
        }
        facts.push(...readCgo(group, (folders.get(folder) ?? []).toSorted(compareBytes), files))
      }
    },
    end() {
      const known = new Map<string, boolean>()
      const disguised = (file: string): boolean => {
        const bytes = files.get(file)
        const is = known.get(file) ?? (bytes !== undefined && isDisguised(file, bytes))
        known.set(file, is)
        return is
      }
      const around: Around = { files, disguised, judged: new Map(), scripts: new Map() }
      for (const name of files.keys()) {
        const bytes = parsed.has(name) ? undefined : files.get(name)
        if (bytes === undefined) continue
        facts.push(...readFormat(name, bytes), ...readAutorun(name, bytes, around))
        if (!isAutorunFile(name)) facts.push(...readScript(name, bytes))
        if (!READ_AS_TEXT.test(name)) continue
        const text = bufferOf(bytes.subarray(0, MOST_TEXT)).toString('latin1')
        facts.push(...readHiddenText(name, text))
        if (name.endsWith('.s')) facts.push(...readAssembly(name, text, module))
      }
      return orderedFacts(facts)
    },
  }
}

/** The path by the go.mod's own line; empty where there is none. Only to tell what a module is for. */
function modulePath(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return ''
  return /^\s*module\s+"?([^\s"]+)/m.exec(bufferOf(bytes.subarray(0, 1 << 16)).toString('latin1'))?.[1] ?? ''
}
