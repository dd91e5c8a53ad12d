// The rules about code that comes from elsewhere; loading.ts judges.
import type { Rule } from '../rule.ts'

/** What is downloaded is run. */
export const downloadExec: Rule = {
  id: 'MW-DL-EXEC',
  title: 'what is downloaded is run',
  severity: 'critical',
  summary:
    'Bytes of a network answer or a DNS record become a program, a script, a library or a command: whoever owns the server decides what runs, and can decide anew each time.',
  found:
    'Data is followed from every network call to the start of programs, interpreters and libraries, directly and through files that are written and then started. A program that fetches counts as a network call. It is milder where a caller asks for an installation by its name, waits for it, and the address is that of a named host; there a hash that is checked makes it low. Addresses that a caller or the configuration gives are no finding.',
  remedy:
    'do not run this code; a module that needs a program should name it and its hash, and let the user install it',
  references: ['https://attack.mitre.org/techniques/T1105/'],
  technique: 'T1105 Ingress Tool Transfer',
}

/** What a connection says is run. */
export const reverseShell: Rule = {
  id: 'MW-REVSHELL',
  title: 'a connection gives commands',
  severity: 'critical',
  summary:
    'The module opens a connection and runs what comes from it, or gives it the input and output of a shell: the other end can do all that the user can.',
  found:
    'Data is followed from connections that the module opens to the start of programs, and the standard streams of programs to connections. A connection that a caller passes or a listener of the caller accepted is no finding: then it is a server or a terminal.',
  remedy: 'do not run this code; if it ran, treat the machine as taken over',
  references: ['https://attack.mitre.org/techniques/T1059/', 'https://attack.mitre.org/techniques/T1571/'],
  technique: 'T1059 Command and Scripting Interpreter',
}

/** A listener gives commands. */
export const backdoor: Rule = {
  id: 'MW-BACKDOOR',
  title: 'whoever connects can run commands',
  severity: 'critical',
  summary: 'The module listens by itself, or gives its callers a handler, and runs what those who connect to it send.',
  found:
    'Data is followed from accepted connections and requests to the start of programs, where the module chose the address and no caller started the server, and from requests to handlers of a library whose names do not say that they run something.',
  remedy: 'do not run this code; if it ran, close the port and treat the machine as taken over',
  references: ['https://attack.mitre.org/techniques/T1205/'],
  technique: 'T1571 Non-Standard Port',
}

/** What was decrypted is run. */
export const cryptExec: Rule = {
  id: 'MW-OBF-CRYPT',
  title: 'an encrypted program is decrypted and run',
  severity: 'critical',
  summary:
    'Bytes that the module carries encrypted are decrypted and run. Nobody who reads the module can see what they are.',
  found:
    'Data is followed from ciphers to the start of programs, directly and through files. Where the key is known from the source, the text is decrypted and judged like any other.',
  remedy: 'do not run this code; ask the author for the source of what is hidden',
  references: ['https://attack.mitre.org/techniques/T1027/013/'],
  technique: 'T1027.013 Obfuscated Files or Information: Encrypted/Encoded File',
}

/** A program that the module carries is run. */
export const carriedCode: Rule = {
  id: 'MW-BLOB-EXEC',
  title: 'a file that the module carries in disguise is run',
  severity: 'critical',
  summary:
    'Bytes that are embedded in the module, or made of its constants, are written to a file or given to an interpreter and run. Neither their name nor their content says what they do.',
  found:
    'Data is followed from embedded files, through whatever packs or changes it, to the start of programs. It is critical where the embedded file is named like a picture, a font or a text, where the program is hidden from listings, and where an import runs it. A tool that is brought along under its own name, a script that can be read, and an installation that a caller asks for are no finding.',
  remedy: 'do not run this code; ask the author for the source of what is carried',
  references: ['https://attack.mitre.org/techniques/T1027/009/', 'https://attack.mitre.org/techniques/T1036/008/'],
  technique: 'T1027.009 Obfuscated Files or Information: Embedded Payloads',
}

/** A command that only the module knows. */
export const opaqueCommand: Rule = {
  id: 'MW-OBF-OPAQUE',
  title: 'an interpreter is given a script that nobody can read',
  severity: 'critical',
  summary:
    'A shell or another interpreter runs a text that no caller, file, variable or server gives: the module makes it of its own constants, in a way that hides it.',
  found:
    'The text behind -c or on standard input has no source outside the module, and evaluating the module within limits does not show it. A command that is assembled from what a caller passes is no finding.',
  remedy: 'do not run this code; good code shows the commands that it runs',
  references: ['https://attack.mitre.org/techniques/T1027/010/', 'https://attack.mitre.org/techniques/T1059/'],
  technique: 'T1027.010 Obfuscated Files or Information: Command Obfuscation',
}

/** Executable memory is filled with what came from elsewhere. */
export const memoryCode: Rule = {
  id: 'MW-MEMORY',
  title: 'executable memory is filled from outside',
  severity: 'critical',
  summary:
    'Bytes that were downloaded, decrypted or hidden are put into executable memory and started there, or a program is started from a file that only exists in memory, so that no file ever shows them.',
  found:
    'Data is followed from network, ciphers and hidden values to calls that map, protect or write executable memory. A thread that starts where memory was made executable on the same way, and a program that is named by a descriptor, are told too. Memory that a compiler inside the module fills, and a thread that a caller asks for, are no finding.',
  remedy: 'do not run this code; if it ran, treat the machine as taken over',
  references: ['https://attack.mitre.org/techniques/T1620/', 'https://attack.mitre.org/techniques/T1055/'],
  technique: 'T1620 Reflective Code Loading',
}

/** A library is loaded that the module brought. */
export const loadedLibrary: Rule = {
  id: 'MW-PLUGIN',
  title: 'a library is loaded that nobody installed',
  severity: 'high',
  summary: 'The module loads a library or plugin from a temporary folder, or one that it wrote itself.',
  found:
    'The paths of loaded libraries are folded, and compared with the files that the module writes. Libraries of the system and paths that a caller gives are no finding.',
  remedy: 'do not use this code before you know what the library holds',
  references: ['https://attack.mitre.org/techniques/T1129/'],
  technique: 'T1129 Shared Modules',
}
