// Scripts in a module: nothing of Go runs them, a person or a pipeline does. Told are those that decode what they run,
// or leave something behind that runs later; those that fetch what they run, as installers do, are told as low.
import type { ContentFact } from '../facts.ts'
import { judgeCommands } from './command.ts'
import { contentFact } from './fact.ts'
import { bufferOf, isText } from './magic.ts'
import { extensionOf, isForTests } from './place.ts'
import { hasInterpreterLine } from './scriptlanguage.ts'

const EXTENSIONS = /^(?:sh|bash|zsh|ps1|psm1|bat|cmd|vbs|py|pl|rb|command)$/

/** Facts of kind `script` of one file. */
export function readScript(name: string, bytes: Uint8Array): readonly ContentFact[] {
  const head = bufferOf(bytes.subarray(0, 256)).toString('latin1')
  if (!EXTENSIONS.test(extensionOf(name)) && !hasInterpreterLine(head)) return []
  if (!isText(bytes)) return []
  const { deed, line, text } = judgeCommands(bufferOf(bytes.subarray(0, 1 << 20)).toString('latin1'))
  if (deed === 'decode-run') {
    const weight = isForTests(name) ? 'low' : 'medium'
    return [contentFact('script', weight, name, line, 'a script that decodes what it runs', [text])]
  }
  if (deed === 'fetch-run')
    return [contentFact('script', 'low', name, line, 'a script that fetches what it runs', [text])]
  if (deed !== 'persist') return []
  return [
    contentFact(
      'script',
      isForTests(name) ? 'low' : 'medium',
      name,
      line,
      'a script that leaves something behind that runs later',
      [text],
    ),
  ]
}
