// The content rules: what there is in a module besides Go code that runs. The facts are made in src/gosource/content,
// the findings in judgecontent.ts.
import type { Rule } from '../rule.ts'

/** In the order of how near they are to running. */
export const contentRules: readonly Rule[] = [
  {
    id: 'MW-BLOB',
    title: 'a file is a program, or not what its name says',
    severity: 'critical',
    summary:
      'The module holds an object file that the linker takes in unasked, an executable, or a program, script or archive under the name of something harmless. Nobody reviews such a file, and a few lines of Go or an editor task are enough to run it.',
    found:
      'Every file is looked at by its first bytes, whatever its name: executables, objects, archives and what is in them, scripts behind fonts and pictures, data behind the end of a picture, base64 of a program, random-looking bytes in text files (the entropy is told). Windows resources, test files and jars are told as low; a program hidden by a cipher of its own is seen as bytes without a form only.',
    remedy: 'modwarden scan MODULE@VERSION -v, and read what opens the file',
    references: [
      'https://pkg.go.dev/cmd/go#hdr-Go_and_C_and_other_files',
      'https://attack.mitre.org/techniques/T1036/008/',
    ],
    technique: 'T1036.008 Masquerade File Type',
    precision:
      'Of 960 versions of good modules one has a high finding, an installer for Windows that the module carries, and three a medium one: a compiled test, a framework for iOS, static libraries.',
  },
  {
    id: 'MW-IDE',
    title: 'an editor, agent or shell runs a command when the folder is opened',
    severity: 'critical',
    summary:
      'A checkout of the module starts a command by itself: an editor task, a hook or server of a coding agent, a development container, a git hook, direnv. What is only installed by go does not run it; who opens the source to read it does.',
    found:
      'The files of editors, agents, containers and hooks are read, and each command is weighed: it runs a file that is not what its name says, decodes or fetches what it runs, or is an ordinary build step, which is told as low.',
    remedy: 'Open the folder in restricted mode, and read the command before you trust it',
    references: [
      'https://code.visualstudio.com/docs/editing/workspaces/workspace-trust',
      'https://containers.dev/implementors/json_reference/#lifecycle-scripts',
      'https://attack.mitre.org/techniques/T1546/',
    ],
    technique: 'T1546 Event Triggered Execution',
    precision: 'Of 960 versions of good modules none has a finding above low.',
  },
  {
    id: 'MW-CGO',
    title: 'the C code of the module acts at load, or its flags are not for compiling',
    severity: 'critical',
    summary:
      'The C of a cgo package runs a program, connects or makes memory executable, possibly before main begins, where no scanner of Go looks. Flags of #cgo lines can run programs while the module is built.',
    found:
      'Preambles and C files are read as functions that call each other, from constructors, destructors, load sections and initialisers, and from what Go calls, to system, exec, sockets and executable memory, through macros and function pointers; the command is put together from literals, character lists and copies. What C++ dispatches at run time is not followed.',
    remedy: 'CGO_ENABLED=0 go build, where the module can do without',
    references: [
      'https://pkg.go.dev/cmd/cgo',
      'https://go.dev/wiki/InvalidFlag',
      'https://attack.mitre.org/techniques/T1106/',
    ],
    technique: 'T1106 Native API',
    precision:
      'Of 960 versions of good modules none has a high finding and two a medium one: a container runtime that starts itself again before main, and a debugger that starts what it debugs.',
  },
  {
    id: 'MW-ASM',
    title: 'assembly makes system calls',
    severity: 'medium',
    summary:
      'Assembly of the module talks to the kernel itself, past the standard library and past everything that watches its calls.',
    found:
      'The .s files are read for the instructions of system calls on every port, and for their bytes as data. Packages whose path says that they are for system calls are told as info; vectors and hashes need none.',
    remedy: 'Read which calls it makes, or use golang.org/x/sys',
    references: ['https://go.dev/doc/asm', 'https://attack.mitre.org/techniques/T1106/'],
    technique: 'T1106 Native API',
    precision: 'Of 960 versions of good modules none has a finding above info.',
  },
  {
    id: 'MW-LINK',
    title: 'a linkname reaches a function that starts programs, connects or calls the kernel',
    severity: 'high',
    summary:
      'A go:linkname directive calls an unexported function of the standard library, so that neither imports nor calls show what the code does.',
    found:
      'Every directive with a target, in files that import unsafe, is told with both names; those that end in process start, plugins and code loading are high, those in sockets and raw system calls medium, clocks, random numbers and maps info.',
    remedy: 'go build -ldflags=-checklinkname=1, and read who calls the local name',
    references: [
      'https://pkg.go.dev/cmd/compile#hdr-Linkname_Directive',
      'https://go.dev/issue/67401',
      'https://attack.mitre.org/techniques/T1027/007/',
    ],
    technique: 'T1027.007 Dynamic API Resolution',
    precision: 'Of 960 versions of good modules, with more than a thousand linknames, none has a finding above info.',
  },
  {
    id: 'MW-GEN',
    title: 'go generate runs what it fetches',
    severity: 'medium',
    summary:
      'A go:generate line runs a script from the network on the machine of whoever works on the module. go build never runs it.',
    found:
      'Every go:generate line is read; what pipes a fetched or decoded text into an interpreter is medium, others info.',
    remedy: 'Do not run go generate in a module that is not yours',
    references: ['https://go.dev/blog/generate', 'https://attack.mitre.org/techniques/T1127/'],
    technique: 'T1127 Trusted Developer Utilities Proxy Execution',
    precision:
      'Of 960 versions of good modules, with more than a thousand go:generate lines, none has a finding above info.',
  },
  {
    id: 'MW-OBF-BIDI',
    title: 'characters that are not seen change what a line says',
    severity: 'high',
    summary:
      'Directional characters show a line in another order than the compiler reads it, or characters without a shape hide a name or a message. Review shows other code than runs.',
    found:
      'Directional characters that are not closed within their comment or literal, letters without a shape in names, and rows of shapeless characters, which are decoded, in Go, C and assembly and in the instructions of coding agents. Balanced text of right-to-left languages, tables of characters and flags are told as info or not at all.',
    remedy: 'Show the hidden characters: modwarden scan MODULE@VERSION',
    references: [
      'https://trojansource.codes',
      'https://www.unicode.org/reports/tr39/',
      'https://attack.mitre.org/techniques/T1027/',
    ],
    technique: 'T1027 Obfuscated Files or Information',
    precision:
      'Of 960 versions of good modules none has a finding above info; those are test files: of a linter for such characters, and a list of languages.',
  },
  {
    id: 'MW-OBF-COL',
    title: 'code stands behind a screen of blanks',
    severity: 'high',
    summary: 'Code stands so far to the right of a line that an editor or a review does not show it.',
    found:
      'Code behind 100 blanks and more, past column 120, in Go, C and assembly. Comments, raw strings and columns that a line nearby fills with text are no sign.',
    remedy: 'Read the line with wrapping on',
    references: ['https://attack.mitre.org/techniques/T1027/'],
    technique: 'T1027 Obfuscated Files or Information',
    precision: 'Of 960 versions of good modules none has a finding.',
  },
  {
    id: 'MW-OBF-HOMO',
    title: 'a name looks like another one',
    severity: 'high',
    summary: 'A name has letters of another script that look Latin, so that it reads as a name that it is not.',
    found:
      'Names with Cyrillic, Greek, Armenian, Cherokee, full-width or mathematical letters whose Latin look is a name of the same file or package, a keyword or a predeclared name. Names in other scripts, and formulas with single Greek letters, are no sign.',
    remedy: 'Compare the two names byte by byte',
    references: [
      'https://www.unicode.org/reports/tr39/#Confusable_Detection',
      'https://attack.mitre.org/techniques/T1036/',
    ],
    technique: 'T1036 Masquerading',
    precision:
      'Of 960 versions of good modules none has a finding above info; those are test files of a linter for such names.',
  },
  {
    id: 'MW-LINE',
    title: 'a line directive gives code the name of another file',
    severity: 'medium',
    summary:
      'Traces, debuggers, coverage and linters show the file that the directive claims, so that what is reported about this code points at innocent code.',
    found:
      'Every //line and /*line*/ directive is read: one that names a file of another module, of the Go tree, or another file of this module that exists, is medium. Grammars and templates, which generated code names, are no sign.',
    remedy: 'Read the code where it stands',
    references: ['https://pkg.go.dev/cmd/compile#hdr-Line_Directives', 'https://attack.mitre.org/techniques/T1036/'],
    technique: 'T1036 Masquerading',
    precision: 'Of 960 versions of good modules none has a finding above info.',
  },
  {
    id: 'MW-SCRIPT',
    title: 'a script decodes what it runs, or leaves something behind',
    severity: 'medium',
    summary:
      'A script in the module runs decoded text, or writes where a shell, a scheduler or ssh will find it later. Nothing of Go starts it.',
    found:
      'Shell, PowerShell, batch, Python, Perl and Ruby files are read line by line for decoders and encoded commands that end in an interpreter, and for writes to start files, schedules and keys. Installers that pipe a fetched script into a shell are told as info.',
    remedy: 'Read the script before you run it',
    references: ['https://attack.mitre.org/techniques/T1059/'],
    technique: 'T1059 Command and Scripting Interpreter',
    precision:
      'Of 960 versions of good modules none has a finding above info; those fetch installers of tools, or are test files.',
  },
]
