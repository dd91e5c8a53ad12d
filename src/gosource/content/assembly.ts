// Assembly of a package (https://go.dev/doc/asm): system calls, which go past the standard library and past whoever reads
// its calls. Vectors and hashes, which most assembly is, need none.
import type { ContentFact } from '../facts.ts'
import { contentFact, lineAt } from './fact.ts'
import { isForTests } from './place.ts'

/** Facts of kind `assembly` of one .s file. `module` is the path of its module, as far as it is known. */
export function readAssembly(name: string, text: string, module: string): readonly ContentFact[] {
  if (!INSTRUCTION.test(text)) return []
  const plain = text.replaceAll(/\/\/[^\n]*|\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
  const found = new RegExp(INSTRUCTION, 'm').exec(plain)
  if (found === null) return []
  // A package for system calls, a runtime or a debugger says so in its path.
  const evident = SYSTEM.test(`${module}/${name}`) || isForTests(name)
  const what = 'assembly that makes system calls of its own'
  return [
    contentFact('assembly', evident ? 'low' : 'medium', name, lineAt(plain, found.index), what, [found[0].trim()]),
  ]
}

// The instructions of the ports, and the bytes of SYSCALL where the assembler is given them as data.
const INSTRUCTION =
  /(?:^|[;:\t ])(?:SYSCALL|SYSENTER|SVC|SWI|ECALL|INT[ \t]+\$0x80|WORD[ \t]+\$0x0?50[fF]|BYTE[ \t]+\$0x0[fF][;\s]+BYTE[ \t]+\$0x05)(?![\w$])/m

const SYSTEM =
  /(?:^|[/_.-])(?:sys|syscalls?|unix|windows|linux|darwin|runtime|rt0|vdso|seccomp|ptrace|sentry|gvisor|kernel|purego|ebpf|kvm|hypervisor|rawsys|ring0|cgo|libc)(?:[/_.-]|\d*\/)/i
